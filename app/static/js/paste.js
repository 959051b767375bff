// From what Word and web pages put on the clipboard to the Markdown of the bank: tables, bold, italics,
// superscripts and subscripts, lists and line breaks stay; everything else of the look goes. The HTML is
// parsed apart from the page and never shown, so that nothing in it can run.

const UP = { 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹', '+': '⁺', '-': '⁻', n: 'ⁿ' };
const DOWN = { 0: '₀', 1: '₁', 2: '₂', 3: '₃', 4: '₄', 5: '₅', 6: '₆', 7: '₇', 8: '₈', 9: '₉', '+': '₊', '-': '₋' };
const BLOCKS = new Set(['P', 'DIV', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'SECTION', 'ARTICLE', 'BLOCKQUOTE', 'PRE']);
// Where Word breaks the source line inside Chinese text there is no blank.
const BROKEN = /(?<=[\u2e80-\u9fff\uff00-\uffef])\s*[\r\n]+\s*(?=[\u2e80-\u9fff\uff00-\uffef])/g;
const SILENT = new Set(['STYLE', 'SCRIPT', 'TITLE', 'META', 'LINK', 'HEAD', 'TEMPLATE', 'XML']);

// {text, lost}: the Markdown, and whether there was a picture or a formula that could not come along.
export function toMarkdown(html) {
  const page = new DOMParser().parseFromString(disarm(html), 'text/html');
  const blocks = [];
  readBlocks(page.body, blocks);
  const text = blocks.map((block) => block.text).reduce((whole, one, n) => {
    if (!n) return one;
    // Items of one list stand close together, everything else an empty line apart.
    return `${whole}${blocks[n].item && blocks[n - 1].item ? '\n' : '\n\n'}${one}`;
  }, '');
  const lost = Boolean(page.querySelector('img, math, svg')) || /msEquation|m:oMath/.test(html);
  return { text: text.replace(/\u00a0/g, ' ').replace(/[（(]\s*[）)]/g, emptyBrackets).trim(), lost };
}

// Brackets that leave room for an answer: several blanks would be shown as one.
const emptyBrackets = (brackets) => (/\s/.test(brackets) ? '（　）' : brackets);

// The page's security policy also watches over what is only parsed: styles are read as data, and styles and
// handlers do not even begin to count.
function disarm(html) {
  return html
    .replace(/<style\b[\s\S]*?<\/style>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, ' data-$1='));
}

const LETTERS = 'ABCDEFGH';
const CIRCLES = '①②③④⑤⑥⑦⑧⑨⑩';
const MARK = /^(?:[-*]\s+|[（(]?([A-H]|\d{1,2})(?:[)）]\s*[.．、]?|\s*[.．、:：])(?!\d)\s*|([①-⑩])\s*)/i;

// How long the mark in front of the nth line is: its own letter or number, or that of a list; 0 for none.
function markOf(line, n) {
  const found = line.match(MARK);
  const sign = (found?.[1] ?? found?.[2] ?? '').toUpperCase();
  return found && (!sign || [LETTERS[n], CIRCLES[n], String(n + 1)].includes(sign)) ? found[0].length : 0;
}

// The lines of what was copied, if they are options or key points copied together: each with its letter or
// number, which goes, or three and more without any. Options on one line (A. … B. …) are taken apart. Two
// lines without a mark are rather one that was broken.
export function toLines(markdown) {
  const split = /^\s*A[.．、]/.test(markdown) ? markdown.replace(/[ \t\u3000]+(?=[B-H][.．、])/g, '\n') : markdown;
  const lines = split.split(/\n+/).map((line) => line.trim()).filter(Boolean);
  const marks = lines.map(markOf);
  if (lines.length > 1 && marks.every(Boolean)) return lines.map((line, n) => line.slice(marks[n]));
  return lines.length > 2 && !marks.some(Boolean) ? lines : [];
}

// What goes into a field of one line.
export function toLine(markdown) {
  return markdown.replace(/\s*\n\s*/g, ' ').trim();
}

function readBlocks(parent, blocks) {
  let line = '';
  const flush = () => {
    const text = tidy(line);
    if (text) blocks.push({ text });
    line = '';
  };
  for (const node of parent.childNodes) {
    const tag = node.nodeName.toUpperCase();
    if (SILENT.has(tag)) continue;
    if (tag === 'TABLE' || tag === 'UL' || tag === 'OL' || BLOCKS.has(tag) || holdsBlocks(node)) {
      flush();
      readBlock(node, tag, blocks);
    } else line += inline(node);
  }
  flush();
}

const holdsBlocks = (node) => node.nodeType === Node.ELEMENT_NODE && node.querySelector('table, p, div, ul, ol') !== null;

function readBlock(node, tag, blocks) {
  if (tag === 'TABLE') blocks.push({ text: table(node) });
  else if (tag === 'UL' || tag === 'OL') list(node, tag === 'OL', 0, blocks);
  else if (holdsBlocks(node)) readBlocks(node, blocks);
  else paragraph(node, blocks);
}

// Word writes list items as paragraphs that carry their mark in a span of their own.
function paragraph(node, blocks) {
  const style = node.getAttribute('data-style') ?? '';
  const mark = [...node.querySelectorAll('span')].find((span) => /mso-list:\s*Ignore/i.test(span.getAttribute('data-style') ?? ''));
  const isItem = /mso-list:/i.test(style) || /MsoListParagraph/.test(node.className);
  if (!isItem || !mark) {
    const text = tidy(inline(node));
    if (text) blocks.push({ text });
    return;
  }
  const ordered = /\d/.test(mark.textContent);
  const digits = mark.textContent.match(/\d+/)?.[0];
  const depth = Number(style.match(/level(\d)/)?.[1] ?? 1) - 1;
  mark.remove();
  blocks.push({ item: true, text: `${'    '.repeat(depth)}${ordered ? `${digits}.` : '-'} ${tidy(inline(node))}` });
}

function list(node, ordered, depth, blocks) {
  let n = Number(node.getAttribute('start') ?? 1);
  for (const item of node.children) {
    const tag = item.nodeName.toUpperCase();
    if (tag === 'UL' || tag === 'OL') list(item, tag === 'OL', depth + 1, blocks);
    if (tag !== 'LI') continue;
    const inner = [...item.children].filter((child) => /^(UL|OL)$/i.test(child.nodeName));
    for (const child of inner) child.remove();
    blocks.push({ item: true, text: `${'    '.repeat(depth)}${ordered ? `${n}.` : '-'} ${tidy(inline(item))}` });
    for (const child of inner) list(child, child.nodeName.toUpperCase() === 'OL', depth + 1, blocks);
    n += 1;
  }
}

// Merged cells are taken apart: the first one keeps the words, the rest stay empty.
function table(node) {
  const rows = [...node.rows].map((row) => [...row.cells].flatMap((cell) => [
    tidy(inline(cell)).replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|'),
    ...Array(Math.max(0, Math.min(cell.colSpan, 20) - 1)).fill(''),
  ]));
  const width = Math.max(...rows.map((row) => row.length), 1);
  const lines = rows.map((row) => `| ${[...row, ...Array(width - row.length).fill('')].join(' | ')} |`);
  lines.splice(1, 0, `|${'---|'.repeat(width)}`);
  return lines.join('\n');
}

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return escape(node.nodeValue.replace(BROKEN, '').replace(/[\t\r\n ]+/g, ' '));
  if (node.nodeType !== Node.ELEMENT_NODE) return '';
  const tag = node.nodeName.toUpperCase();
  if (SILENT.has(tag) || tag === 'IMG' || tag === 'SVG' || tag === 'MATH') return '';
  if (tag === 'BR') return '\n';
  if (tag === 'INPUT') return '';
  const style = node.getAttribute('data-style') ?? '';
  const inside = [...node.childNodes].map(inline).join('') + (tag === 'P' || tag === 'DIV' ? '\n' : '');
  if (tag === 'SUP' || /vertical-align:\s*super/i.test(style)) return raised(inside, UP, '^');
  if (tag === 'SUB' || /vertical-align:\s*sub\b/i.test(style)) return raised(inside, DOWN, '_');
  if (isBold(tag, style)) return around(inside, '**');
  if (tag === 'EM' || tag === 'I' || /(?<![-\w])font-style:\s*italic/i.test(style)) return around(inside, '*');
  return inside;
}

// Some editors wrap all they copy in <b style="font-weight: normal">; Word writes mso-bidi-font-weight, which
// speaks of other scripts, into every bold piece.
function isBold(tag, style) {
  const weight = style.match(/(?<![-\w])font-weight:\s*(\w+)/i)?.[1];
  if (weight) return weight === 'bold' || Number(weight) >= 600;
  return tag === 'B' || tag === 'STRONG';
}

// Marks stand close to the words, or Markdown does not see them.
function around(text, mark) {
  const [, before, words, after] = text.match(/^(\s*)([\s\S]*?)(\s*)$/);
  if (!words || words.includes('\n') || words.includes(mark)) return text;
  return `${before}${mark}${words}${mark}${after}`;
}

function raised(text, signs, mark) {
  const plain = text.trim();
  if (!plain) return text;
  if ([...plain].every((sign) => sign in signs)) return [...plain].map((sign) => signs[sign]).join('');
  return `$${mark}{\\text{${plain}}}$`;
}

// Signs that Markdown would read; blanks of four underscores stay blanks.
function escape(text) {
  return text.replace(/[*`\\]/g, '\\$&').replace(/<(?=[a-z/!?])/gi, '\\<');
}

// Neighbouring bold pieces become one, spaces at line ends go.
function tidy(text) {
  return text.replaceAll('****', '').replace(/[ \u00a0]+\n/g, '\n').replace(/\n[ ]+/g, '\n').replace(/\n{2,}/g, '\n').trim();
}
