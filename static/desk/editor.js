/* The rich-text editor of a body. The textarea below it stays what is sent, and is the source view. */

import { Body, extensions, pasted } from "./schema.js";

const SAME = { strong: ["strong", "b"], em: ["em", "i"] };

function marksAt({ selection, storedMarks, doc }) {
  if (selection.empty) return storedMarks ?? selection.$from.marks();
  const found = [];
  doc.nodesBetween(selection.from, selection.to, (node) => void found.push(...node.marks));
  return found;
}

const wears = (editor, tag) => marksAt(editor.state).some((mark) => (SAME[tag] ?? [tag]).includes(mark.attrs.tag));

/* Take an inline element off the selection, or put it on. */
function toggle(editor, tag, given = {}, on = !wears(editor, tag)) {
  const { state, view } = editor;
  const { from, to, empty } = state.selection;
  const old = marksAt(state).filter((mark) => (SAME[tag] ?? [tag]).includes(mark.attrs.tag));
  const fresh = state.schema.marks.inline.create({ tag, given, place: -Date.now() });
  const tr = state.tr;
  if (empty) {
    const rest = marksAt(state).filter((mark) => !old.includes(mark));
    tr.setStoredMarks(on ? [...rest, fresh] : rest);
  } else {
    old.forEach((mark) => tr.removeMark(from, to, mark));
    if (on) tr.addMark(from, to, fresh);
  }
  view.dispatch(tr);
  view.focus();
}

async function link(editor, words, library) {
  const old = marksAt(editor.state).find((mark) => mark.attrs.tag === "a");
  const ask = library.updateAttrsDialog({ href: { type: "string", title: words.address } }, { title: words.link, submitText: words.done });
  const said = await ask(editor, { href: old?.attrs.given.href ?? "" });
  if (!said) return;
  if (editor.state.selection.empty && old) {
    const { $from } = editor.state.selection;
    let [from, to, at] = [null, null, $from.start()];
    $from.parent.forEach((node) => {
      if (old.isInSet(node.marks)) [from, to] = [from ?? at, at + node.nodeSize];
      at += node.nodeSize;
    });
    editor.commands.setTextSelection({ from, to });
  }
  toggle(editor, "a", { href: said.href.trim() }, Boolean(said.href.trim()));
}

/* Words typed behind a link are no part of it. */
function behindLinks({ Extension, Plugin }) {
  const appendTransaction = (_, __, state) => {
    const { $from, empty } = state.selection;
    if (!empty || state.storedMarks) return null;
    const after = $from.nodeAfter?.marks ?? [];
    const left = $from.marks().filter((mark) => mark.attrs.tag === "a" && !mark.isInSet(after));
    return left.length && $from.nodeBefore ? state.tr.setStoredMarks($from.marks().filter((mark) => !left.includes(mark))) : null;
  };
  return Extension.create({
    name: "behindLinks",
    addProseMirrorPlugins: () => [new Plugin({ appendTransaction })],
  });
}

function buttonsOf(words, library, pictures) {
  const block = (name, attrs) => (e) => e.isActive(name, attrs);
  const act = (run) => (e) => run(e.chain().focus()).run();
  const inTable = { hidden: (e) => !e.isActive("table") };
  return [
    [["h2", "title", act((c) => c.toggleHeading({ level: 2 })), block("heading", { level: 2 })],
     ["h3", "text_fields", act((c) => c.toggleHeading({ level: 3 })), block("heading", { level: 3 })],
     ["strong", "format_bold", (e) => toggle(e, "strong"), (e) => wears(e, "strong")],
     ["em", "format_italic", (e) => toggle(e, "em"), (e) => wears(e, "em")],
     ["link", "link", (e) => link(e, words, library), (e) => wears(e, "a")]],
    [["ul", "format_list_bulleted", act((c) => c.toggleBulletList()), block("bulletList")],
     ["ol", "format_list_numbered", act((c) => c.toggleOrderedList()), block("orderedList")],
     ["blockquote", "format_quote", act((c) => c.toggleBlockquote()), block("blockquote")],
     ["hr", "horizontal_rule", act((c) => c.setHorizontalRule())]],
    [["picture", "image", pictures],
     ["table", "grid_on", act((c) => c.insertTable({ rows: 3, cols: 3, withHeaderRow: true })), block("table")],
     ["row", "+ ―", act((c) => c.addRowAfter()), null, inTable],
     ["column", "+ |", act((c) => c.addColumnAfter()), null, inTable],
     ["noRow", "− ―", act((c) => c.deleteRow()), null, inTable],
     ["noColumn", "− |", act((c) => c.deleteColumn()), null, inTable]],
    [["undo", "undo", act((c) => c.undo())], ["redo", "redo", act((c) => c.redo())]],
  ];
}

function menuOf(words, library, pictures) {
  const items = ({ editor, buttons, menu }) =>
    buttonsOf(words, library, pictures).map((group) =>
      menu.buttonGroup({ editor }, group.map(([name, icon, command, active, more]) => ({
        name, command, active: active ?? (() => false), enabled: () => true, hidden: () => false, update: () => {}, ...more,
        button: (icon.includes(" ") ? buttons.text : buttons.material)(icon, words[name]),
      }))),
    );
  return library.Menu.configure({ defaultItems: false, items });
}

export async function start(textarea, stored) {
  const words = JSON.parse(textarea.dataset.words);
  const library = await import(textarea.dataset.editor);
  const frame = document.createElement("div");
  frame.className = "prose-editor desk-body";
  const field = document.createElement("div");
  field.className = "desk-field";
  textarea.before(field);
  field.append(frame, textarea);
  const pictures = () => frame.dispatchEvent(new CustomEvent("pictures", { bubbles: true }));
  const files = (event, list) => {
    const file = [...(list?.files ?? [])].find((one) => one.type.startsWith("image/"));
    if (!file) return false;
    frame.dispatchEvent(new CustomEvent("pictures", { bubbles: true, detail: file }));
    event.preventDefault();
    return true;
  };
  const editor = new library.Editor({
    element: frame,
    injectCSS: false, // a style element would need a hole in the content policy; ours are in desk.css
    extensions: [...extensions(library, stored), behindLinks(library), menuOf(words, library, pictures)],
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": words.body },
      transformPastedHTML: pasted,
      handlePaste: (_, event) => files(event, event.clipboardData),
      handleDrop: (_, event) => files(event, event.dataTransfer),
    },
    onCreate: () => frame.querySelector(".prose-menubar").setAttribute("role", "toolbar"),
    onUpdate: () => textarea.dispatchEvent(new Event("input", { bubbles: true })),
  });
  const body = new Body(editor.schema, library.pm.model);
  const { EditorState } = library.pm.state;
  const take = (html) => editor.view.updateState(EditorState.create({ doc: body.read(html), plugins: editor.state.plugins }));
  take(textarea.value);

  let rich = true;
  const toggleSource = document.createElement("button");
  toggleSource.type = "button";
  toggleSource.className = "button desk-source";
  toggleSource.textContent = words.source;
  toggleSource.setAttribute("aria-pressed", "false");
  field.append(toggleSource);
  const show = () => {
    frame.hidden = !rich;
    textarea.hidden = rich;
    toggleSource.setAttribute("aria-pressed", String(!rich));
  };
  const write = () => {
    if (rich) textarea.value = body.write(editor.state.doc);
    return textarea.value;
  };
  toggleSource.addEventListener("click", async () => {
    const html = write();
    if (!rich && html !== body.html) {
      // The server's word on what a body may hold comes before the editor's.
      const answer = await fetch(textarea.dataset.clean, { method: "POST", body: new FormData(textarea.form) });
      if (!answer.ok) return;
      take(await answer.text());
    }
    rich = !rich;
    show();
    (rich ? editor.view : textarea).focus();
  });
  show();
  textarea.form.addEventListener("formdata", (event) => event.formData.set(textarea.name, write().replaceAll("\n", "\r\n")));
  return { editor, body, write, insert: (html) => editor.chain().focus().insertContent(body.block(html).toJSON()).run() };
}
