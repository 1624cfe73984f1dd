/* The form of a post, where scripts run. Without them it is a plain form whose body is a textarea. */

import { start } from "./editor.js";
import { parsed } from "./schema.js";

const HEARTBEAT = 30_000; // ms; articles/admin/open_forms.py takes a form for closed after three
const PAUSE = 1_500; // ms without a key, after which what was typed is kept and shown

const textarea = document.querySelector("textarea[data-editor]");
const live = document.querySelector("#desk-live");

/* Give the answer to the form as it is now; nothing where the server would not hear it. */
async function told(address, form, options = { method: "POST", body: new FormData(form) }) {
  const answer = await fetch(address, options).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.text() : null;
}

async function note(form) {
  const html = await told(live.dataset.notes, form);
  for (const fresh of html === null ? [] : parsed(html).querySelectorAll("[data-note]")) {
    const shown = form.querySelector(`[data-note="${fresh.dataset.note}"]`);
    if (shown.textContent.trim() !== fresh.textContent.trim()) shown.replaceChildren(...fresh.childNodes);
  }
}

function preview(form) {
  const frame = live.querySelector("iframe");
  const show = async () => {
    const html = live.hidden ? null : await told(live.dataset.address, form);
    if (html === null) return;
    const at = frame.contentWindow?.scrollY ?? 0;
    frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, at), { once: true });
    frame.srcdoc = html;
  };
  const open = document.querySelector("#desk-preview");
  open.hidden = false;
  document.querySelector(".desk-source").after(open);
  open.addEventListener("click", () => {
    live.hidden = !live.hidden;
    document.body.classList.toggle("desk-previewing", !live.hidden);
    show();
  });
  live.addEventListener("click", ({ target }) => {
    if (target.dataset.width) frame.width = target.dataset.width;
    if ("close" in target.dataset) open.click();
  });
  return show;
}

function pictures(editor) {
  const dialog = document.querySelector("#desk-pictures");
  const fill = async (address, options) => {
    const html = await told(address, null, options);
    if (html === null) return;
    const body = parsed(html);
    const chosen = body.querySelector("[data-chosen]");
    if (chosen) editor.insert(chosen.innerHTML);
    if (chosen) return dialog.close();
    dialog.replaceChildren(...body.childNodes);
    if (!dialog.open) dialog.showModal();
  };
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(event.target, event.submitter);
    const { address } = dialog.dataset;
    if (event.target.method === "get") fill(`${address}?${new URLSearchParams(data)}`, {});
    else fill(address, { method: "POST", body: data });
  });
  dialog.addEventListener("click", ({ target }) => "close" in target.dataset && dialog.close());
  document.addEventListener("pictures", async ({ detail }) => {
    await fill(dialog.dataset.address, {});
    if (!detail) return;
    const files = new DataTransfer(); // what was dropped or pasted waits for its description
    files.items.add(detail);
    dialog.querySelector("[type=file]").files = files.files;
    dialog.querySelector("[name=alt]").focus();
  });
}

if (textarea && live) {
  const { form } = textarea;
  const editor = await start(textarea, JSON.parse(live.dataset.stored));
  const show = preview(form);
  pictures(editor);
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => Promise.all([note(form), show()]), PAUSE);
  });
  setInterval(() => note(form), HEARTBEAT);
  note(form);
}
