// The browser's own queue of unsent answers: one per question, the newest. IndexedDB, else
// localStorage, else memory. Nothing here needs HTTPS: exams run on plain networks of a room.

const DATABASE = 'zhike-exam';
const STORE = 'unsent';
const PREFIX = 'zhike-exam/';
const KEEP = 7 * 24 * 3600 * 1000; // answers of a sitting that was never taken up again

/** Open the queue of one sitting. Entries: {slot, client, seq, response, flagged, base, at}. */
export async function openQueue(sitting) {
  for (const open of [openDatabase, openStorage]) {
    try {
      const store = await Promise.race([open(sitting), patience()]);
      await store.all(); // some browsers open what they then refuse to use
      return store;
    } catch {
      // The next kind of store.
    }
  }
  return openMemory();
}

/** A name for this page's saves: no two pages share one. */
export function newClient() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, '0')).join('');
}

// A store that does not open must not keep an exam waiting.
function patience() {
  return new Promise((_resolve, reject) => { setTimeout(() => reject(new Error('slow')), 3000); });
}

const isSame = (one, other) => one && one.client === other.client && one.seq === other.seq;
const isOld = (entry) => Date.now() - entry.at > KEEP;

async function openDatabase(sitting) {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ['sitting', 'slot'] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
  });
  const run = (mode, work) => new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
  const everything = await run('readonly', (store) => store.getAll());
  for (const entry of everything.filter(isOld)) {
    await run('readwrite', (store) => store.delete([entry.sitting, entry.slot]));
  }
  return {
    async all() {
      const entries = await run('readonly', (store) => store.getAll());
      return entries.filter((entry) => entry.sitting === sitting);
    },
    put: (entry) => run('readwrite', (store) => store.put({ ...entry, sitting })),
    drop: (entry) => run('readwrite', (store) => {
      const found = store.get([sitting, entry.slot]);
      found.onsuccess = () => {
        if (isSame(found.result, entry)) store.delete([sitting, entry.slot]);
      };
      return found;
    }),
    async wipe() {
      for (const entry of await this.all()) {
        await run('readwrite', (store) => store.delete([sitting, entry.slot]));
      }
    },
  };
}

async function openStorage(sitting) {
  const own = `${PREFIX}${sitting}/`;
  const read = (key) => JSON.parse(localStorage.getItem(key));
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && isOld(read(key))) localStorage.removeItem(key);
  }
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(own));
  return {
    all: async () => keys().map(read),
    put: async (entry) => localStorage.setItem(own + entry.slot, JSON.stringify(entry)),
    async drop(entry) {
      if (isSame(read(own + entry.slot), entry)) localStorage.removeItem(own + entry.slot);
    },
    wipe: async () => keys().forEach((key) => localStorage.removeItem(key)),
  };
}

function openMemory() {
  const entries = new Map();
  return {
    all: async () => [...entries.values()],
    put: async (entry) => void entries.set(entry.slot, entry),
    async drop(entry) {
      if (isSame(entries.get(entry.slot), entry)) entries.delete(entry.slot);
    },
    wipe: async () => entries.clear(),
  };
}
