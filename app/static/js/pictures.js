// Pictures of the item editor: one out of the clipboard, and sending one to the server, which makes it anew.

// A picture that was copied as such; what Word copies has words beside it and is read as words.
export function pastedPicture(clipboard) {
  if (!clipboard || clipboard.getData('text/html') || clipboard.getData('text/plain')) return null;
  return [...clipboard.files].find((file) => /^image\/(png|jpeg|webp)$/.test(file.type)) ?? null;
}

// {markdown} or {problem}.
export async function sendPicture(form, file, words) {
  const data = new FormData();
  data.append('csrf_token', form.elements.csrf_token.value);
  data.append('words', words);
  data.append('picture', file, file.name || 'picture.png');
  try {
    const answer = await fetch(form.dataset.pictures, { method: 'POST', body: data });
    const said = await answer.json();
    return said.markdown || said.problem ? said : { problem: form.dataset.pictureFails };
  } catch {
    return { problem: form.dataset.pictureFails };
  }
}
