/* What a clean body is made of (articles/markup/tables.py), in the words of ProseMirror.
   Every block is asked whether it would come back as it was; what would not is shown whole and not taken apart. */

const VOID = new Set(["br", "hr", "img", "wbr"]);
const TAG = /<(\/?)([a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>/g;
const INLINE =
  "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small strong sub sup time u var".split(" ");
const MEDIA = ["img", "video", "audio"];
const KEPT = "href title rel datetime dir lang src alt width height controls preload poster".split(" ");
const HOLDS_BLOCKS = "body, blockquote, ul, ol, dl, table, thead, tbody, tfoot, tr, figure, :is(li, td, th, dd):has(> p)";
const HOLDS_WORDS = "li, td, th, dt, dd";
const LOOKS = [[/font-weight:\s*(bold|[6-9]00)/, "strong"], [/font-style:\s*italic/, "em"]];

let places = 0; // each inline element is one of its own: two that touch must not become one

function given(element) {
  return Object.fromEntries(KEPT.filter((name) => element.hasAttribute(name)).map((name) => [name, element.getAttribute(name)]));
}

/* Parsed apart from the page: nothing loads and nothing runs. */
export function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

/* What is pasted keeps its looks in `data-style`: the content policy takes them away, and handlers with them. */
export function pasted(html) {
  return html.replace(/<style.*?<\/style>/gis, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));
}

/* The start tag, or the text, of each block of a body, with what stands before it. */
function* blocks(html) {
  let depth = 0;
  let begin = 0;
  for (const { 0: tag, 1: closes, 2: name, index } of html.matchAll(TAG)) {
    if (!VOID.has(name)) depth += closes ? -1 : 1;
    if (depth <= 0) {
      yield html.slice(begin, index + tag.length);
      begin = index + tag.length;
    }
  }
  if (html.slice(begin).trim()) yield html.slice(begin);
}

/* `stored`: where the pictures are that are kept here, by original address. */
export function extensions(library, stored) {
  const { Node, Mark } = library;
  const hidden = (fallback) => ({ default: fallback, rendered: false });
  const inline = Mark.create({
    name: "inline",
    excludes: "", // they nest in the order in which they were written
    addAttributes: () => ({ tag: hidden("b"), given: hidden({}), place: hidden(0) }),
    parseHTML: () => [
      ...LOOKS.map(([look, tag]) => ({
        tag: "span[data-style]",
        consuming: false,
        getAttrs: (e) => look.test(e.dataset.style) && { tag, place: ++places },
      })),
      ...INLINE.map((tag) => ({
        tag,
        // A document that is copied from Google wraps all of it in a `b` that is not bold.
        getAttrs: (e) => !/font-weight:\s*normal/.test(e.dataset.style) && { tag, given: given(e), place: ++places },
      })),
    ],
    renderHTML: ({ mark }) => [mark.attrs.tag, mark.attrs.given, 0],
  });
  const media = Node.create({
    name: "media",
    atom: true,
    selectable: false,
    addAttributes: () => ({ tag: hidden("img"), given: hidden({}) }),
    parseHTML: () => MEDIA.map((tag) => ({ tag, getAttrs: (e) => /^(https?:|\/)/.test(e.getAttribute("src")) && { tag, given: given(e) } })),
    renderHTML: ({ node }) => [node.attrs.tag, node.attrs.given],
    addNodeView: () => ({ node }) => {
      const dom = document.createElement(node.attrs.tag);
      // The poster's host would learn who edits what.
      const { poster, ...shown } = node.attrs.given;
      for (const [name, value] of Object.entries(shown)) dom.setAttribute(name, value);
      if (shown.src in stored) dom.src = stored[shown.src];
      return { dom };
    },
  });
  const figure = Node.create({
    name: "picture",
    group: "block",
    content: "media caption?",
    draggable: true,
    isolating: true,
    parseHTML: () => [{ tag: "figure" }],
    renderHTML: () => ["figure", 0],
  });
  const caption = Node.create({
    name: "caption",
    content: "inline*",
    isolating: true,
    parseHTML: () => [{ tag: "figcaption" }],
    renderHTML: () => ["figcaption", 0],
  });
  const whole = Node.create({
    name: "whole",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => ({ html: hidden("") }),
    renderHTML: ({ node }) => parsed(node.attrs.html).firstElementChild ?? "div",
    addNodeView: () => ({ node }) => {
      const dom = document.createElement("div");
      dom.className = "desk-whole";
      dom.contentEditable = "false";
      dom.append(...parsed(node.attrs.html).childNodes);
      for (const video of dom.querySelectorAll("[poster]")) video.removeAttribute("poster");
      return { dom };
    },
  });
  const terms = ["dt", "dd"].map((tag) =>
    Node.create({ name: tag, content: "block+", parseHTML: () => [{ tag }], renderHTML: () => [tag, 0] }),
  );
  const list = Node.create({
    name: "terms",
    group: "block",
    content: "(dt | dd)+",
    parseHTML: () => [{ tag: "dl" }],
    renderHTML: () => ["dl", 0],
  });
  const {
    Document, Text, Paragraph, Heading, Blockquote, BulletList, OrderedList, ListItem, HardBreak, HorizontalRule,
    CodeBlock, Table, TableRow, TableCell, TableHeader, History, Gapcursor, Dropcursor, Extension,
  } = library;
  const kept = Extension.create({
    name: "kept",
    addGlobalAttributes: () => [
      { types: ["blockquote", "listItem"], attributes: { lang: { default: null }, dir: { default: null } } },
      { types: ["tableHeader"], attributes: { scope: { default: null } } },
      // ProseMirror knows no parts of a table: each row says which it is in.
      { types: ["tableRow"], attributes: { part: { default: "tbody", rendered: false, parseHTML: (e) => e.parentElement.localName } } },
    ],
  });
  return [
    Document, Text, Paragraph, HardBreak, HorizontalRule, BulletList, History, Gapcursor, Dropcursor,
    Heading.extend({ parseHTML: () => [1, 2, 3, 4, 5, 6].map((n) => ({ tag: `h${n}`, attrs: { level: Math.max(n, 2) } })) })
      .configure({ levels: [2, 3, 4, 5, 6] }),
    Blockquote.extend({ content: "block+" }),
    ListItem.extend({ content: "block+" }),
    OrderedList.extend({ renderHTML: ({ node }) => ["ol", { start: node.attrs.start }, 0] }),
    CodeBlock.extend({ renderHTML: () => ["pre", 0] }),
    Table.configure({ resizable: false }).extend({ addNodeView: null, renderHTML: () => ["table", 0] }),
    TableRow.extend({ renderHTML: ({ node }) => ["tr", { part: node.attrs.part }, 0] }),
    ...[TableCell, TableHeader].map((cell) => cell.extend({ content: "block+" })),
    inline, media, figure, caption, whole, ...terms, list, kept,
  ];
}

/* Between the HTML of a body and a document. What was not changed is given back byte for byte. */
export class Body {
  constructor(schema, { DOMParser: Reader, DOMSerializer }) {
    this.schema = schema;
    this.reader = Reader.fromSchema(schema);
    this.writer = DOMSerializer.fromSchema(schema);
    this.inert = document.implementation.createHTMLDocument();
    this.sources = new Map();
  }

  read(html) {
    this.sources.clear();
    const nodes = [...blocks(html)].map((source) => {
      const node = this.block(source);
      this.sources.set(JSON.stringify(node), source);
      return node;
    });
    const doc = this.schema.topNodeType.createAndFill(null, nodes);
    this.html = html;
    this.before = doc;
    return doc;
  }

  /* The node of a block; where it would not come back as it was, one that is kept whole. */
  block(source) {
    const body = parsed(source.trimStart());
    for (const holder of [body, ...body.querySelectorAll(HOLDS_BLOCKS)])
      for (const child of [...holder.childNodes]) if (child.nodeType === 3 && !child.data.trim()) child.remove();
    const doc = this.reader.parse(body, { preserveWhitespace: "full" });
    const fits = body.childNodes.length === 1 && doc.childCount === 1 && this.element(doc.firstChild).isEqualNode(body.firstChild);
    return fits ? doc.firstChild : this.schema.nodes.whole.create({ html: source.trimStart() });
  }

  write(doc) {
    if (this.before.eq(doc)) return this.html;
    if (doc.childCount === 1 && doc.firstChild.isTextblock && !doc.textContent) return "";
    const parts = [];
    doc.forEach((node) => {
      const source = this.sources.get(JSON.stringify(node));
      const html = source ?? (node.type.name === "whole" ? node.attrs.html : this.element(node).outerHTML);
      parts.push(parts.length ? (/^\s/.test(html) ? html : `\n${html}`) : html.trimStart());
    });
    return parts.join("");
  }

  element(node) {
    const box = this.inert.createElement("div");
    box.append(this.writer.serializeNode(node, { document: this.inert }));
    for (const row of box.querySelectorAll("tr[part]")) {
      const part = row.getAttribute("part");
      row.removeAttribute("part");
      let group = row.previousElementSibling;
      if (group?.localName !== part) row.before((group = this.inert.createElement(part)));
      group.append(row);
    }
    for (const cell of box.querySelectorAll("td, th"))
      for (const name of ["colspan", "rowspan"]) if (cell.getAttribute(name) === "1") cell.removeAttribute(name);
    for (const list of box.querySelectorAll("ol[start='1']")) list.removeAttribute("start");
    // As articles.markup writes it: words stand in an item without a paragraph where there is but one.
    for (const holder of box.querySelectorAll(HOLDS_WORDS)) {
      const words = [...holder.children].filter((child) => child.localName === "p");
      if (words.length === 1) words[0].replaceWith(...words[0].childNodes);
    }
    box.normalize();
    return box.firstElementChild;
  }
}
