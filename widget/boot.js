
// The panel's hands and ears, appended to the module that wasm-bindgen writes (its imports are found here by
// name, its exports are called from here). Everything that decides is in Rust; this only touches the page,
// the network and the host window, where JavaScript is a tenth of the bytes. Text only ever goes in as text.

const page_by_id = (id) => document.getElementById(id);
const page_find = (node, selector) => node.querySelector(selector);
const page_text = (node, text) => {
  // A live region would say the same again.
  if (node.textContent !== text) node.textContent = text;
};
const page_child = (parent, tag, name) => {
  const node = parent.appendChild(document.createElement(tag));
  if (name) node.className = name;
  return node;
};
const page_words = (id) => page_by_id(id).textContent;
const page_show = (id, visible) => {
  page_by_id(id).hidden = !visible;
};
// Keeps the first nodes of a growing answer and counts what is there.
const page_keep = (node, count) => {
  while (node.childNodes.length > count) node.lastChild.remove();
};
const page_count = (node) => node.childNodes.length;

const page_message = (pattern, author) => {
  const node = page_by_id(pattern === "visitor" ? pattern : "bot").cloneNode(true);
  node.removeAttribute("id");
  node.className = `message ${pattern}`;
  if (pattern !== "visitor") {
    const name = author || page_words(pattern === "agent" ? "agent" : "name");
    page_find(node, ".author").textContent = name;
    page_find(node, ".avatar").textContent = [...name][0] || "";
  }
  return node;
};
const page_place = (node, at) => {
  const list = page_by_id("messages");
  if (list.children[at] !== node) list.insertBefore(node, list.children[at] || null);
};

const page_field = (value, name) => value?.[name];
const page_field_text = (value, name) => (typeof value?.[name] === "string" ? value[name] : "");
const page_field_number = (value, name) => Number(value?.[name]) || 0;
const page_parse = (json) => {
  try {
    return JSON.parse(json);
  } catch {}
};

// Not `crypto.randomUUID`: that is missing on pages without TLS.
const page_uuid = () =>
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
  );

// Everything that happens goes to Rust by this one door: what, up to three texts, up to three numbers.
const hear = (what, a = "", b = "", c = "", x = 0, y = 0, z = 0) => tell(what, a, b, c, x, y, z);
const page_later = (generation, ms) => void setTimeout(hear, ms, "later", "", "", "", generation);

// One call of the widget API. It must be answered in 15 s; a stream must say something in 8 s and then every
// 40 s (the server does every 15 s), or it is dead.
const page_request = async (kind, generation, token, path, first, second) => {
  const abort = new AbortController();
  let timer;
  const within = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), ms);
  };
  const body = { message: { client_id: first, text: second }, rating: { rating: +second }, handoff: {} }[kind];
  let status = 0;
  let text = "";
  let retry = 0;
  try {
    within(15000);
    // Rust is still busy with asking: it must not be called before it is done.
    await null;
    const streams = kind === "events" || (kind === "message" && !hear("following"));
    const response = await fetch(`/widget/v1${path}`, {
      method: body ? "POST" : "GET",
      headers: {
        authorization: `Bearer ${token}`,
        accept: streams ? "text/event-stream" : "application/json",
        ...(body && { "content-type": "application/json" }),
      },
      body: body && JSON.stringify(body),
      signal: abort.signal,
      credentials: "omit",
      cache: "no-store",
    });
    const { headers, ok } = response;
    status = response.status;
    retry = +headers.get("retry-after") || 0;
    if (ok && /^text\/event-stream/.test(headers.get("content-type"))) {
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      // A second stream beside one that is being read is not wanted.
      if (!hear("begun", kind, first, "", generation)) text = "-";
      for (let ms = 8000; !text; ms = 40000) {
        within(ms);
        const { value, done } = await reader.read();
        if (done || !hear("piece", decoder.decode(value, { stream: true }), "", "", generation)) break;
      }
      abort.abort();
    } else {
      text = await response.text();
      if (!ok) text = page_field_text(page_parse(text), "detail");
    }
  } catch {}
  clearTimeout(timer);
  hear("answered", kind, first, text, generation, status, retry);
};

const log = page_by_id("log");
const pill = page_by_id("pill");
const input = page_by_id("input");
const dialog = page_by_id("source");
const page_is_at_end = () => log.scrollHeight - log.scrollTop - log.clientHeight < 48;
const page_to_end = () => {
  log.scrollTop = log.scrollHeight;
  pill.hidden = true;
};

const page_open_source = (n, title, text, url) => {
  page_by_id("source-n").textContent = n;
  page_by_id("source-title").textContent = title;
  page_by_id("source-text").textContent = text;
  const link = page_by_id("source-link");
  link.hidden = !url;
  link.href = url || "#";
  // It keeps the focus inside, closes with Escape and gives the focus back.
  if (!dialog.open) dialog.showModal();
};

// The composer grows with its text, counts it near the limit, and says whether it can be sent. Not
// `disabled`: the focus would be lost when a message is sent with the button.
const measure = () => {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
  const text = input.value.trim();
  const length = [...text].length;
  const count = page_by_id("count");
  count.textContent = length > 3600 ? `${length}/4000` : "";
  count.className = length > 4000 ? "over" : "";
  const sendable = length > 0 && length <= 4000;
  page_by_id("send").setAttribute("aria-disabled", !sendable);
  return sendable && text;
};
const sendTyped = () => {
  const text = measure();
  if (!text) return;
  input.value = "";
  measure();
  hear("send", "", text);
};

const brand = ({ name, greeting, suggested_questions, branding, languages }) => {
  const page = document.documentElement;
  page.style.setProperty("--accent", branding.color);
  page.style.setProperty("--on-accent", branding.on_color);
  page.dataset.theme = branding.theme;
  document.title = name;
  page_by_id("avatar").textContent = [...name][0] || "";
  page_by_id("name").textContent = name;
  page_by_id("greeting").textContent = greeting;
  page_by_id("greeting").lang = languages?.[0] || "";
  const list = page_by_id("suggestions");
  list.textContent = "";
  for (const question of suggested_questions) {
    const button = page_child(list, "button");
    button.dataset.do = "suggest";
    button.dir = "auto";
    button.textContent = question;
  }
  root.hidden = false;
};

const root = page_by_id("panel");
// The launcher puts its page's Origin into the fragment. Only messages of the parent window with that Origin
// count, and every message goes to that Origin only: who lies about it hears nothing.
const host = location.hash.startsWith("#host=") && decodeURIComponent(location.hash.slice(6));
let sessionTimer;
const page_post = (type) => {
  parent.postMessage({ chatsphere: 1, type }, host);
  if (type === "need-session") sessionTimer = setTimeout(hear, 20000, "session-failed");
};
const listen = () => {
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== host || data?.chatsphere !== 1) return;
    const { type, session } = data;
    if (type === "hello") {
      brand(data.bootstrap);
      hear("draw");
    }
    if (type === "session" || type === "session-failed") clearTimeout(sessionTimer);
    if (session) hear("session", session.token, session.conversation_id);
    if (type === "session-failed") hear(type, data.detail || "", "", "", 0, data.status, +data.retry_after || 0);
    if (type === "reset") hear("new");
    if ("open" in data) {
      measure();
      if (data.open && data.focus) page_by_id(data.focus).focus();
      hear("open", "", "", "", data.open ? 1 : 0);
    }
  });
  root.addEventListener("click", (event) => {
    const { target } = event;
    const button = target.closest("[data-do]");
    // Beside the card, on its backdrop.
    if (target === dialog) dialog.close();
    if (!button) return;
    if (button.href) event.preventDefault();
    const { do: action, n } = button.dataset;
    if (action === "send") sendTyped();
    else if (action === "bottom") page_to_end();
    else if (action === "close-source") dialog.close();
    else if (action === "close") page_post("close");
    else if (action === "suggest") hear("send", "", button.textContent);
    else hear(action, target.closest("[data-id]")?.dataset.id, n);
    if (action === "new" || action === "suggest") input.focus();
  });
  root.addEventListener("keydown", (event) => {
    // While an input method composes, Enter chooses a word.
    if (event.key === "Enter" && event.target === input && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      sendTyped();
    }
    if (event.key === "Escape" && !dialog.open && !page_by_id("menu").matches("[popover]:popover-open")) page_post("close");
  });
  input.addEventListener("input", measure);
  log.addEventListener("scroll", () => {
    if (page_is_at_end()) pill.hidden = true;
  });
  page_post("ready");
};

if (host && parent !== window) __wbg_init({ module_or_path: root.dataset.wasm }).then(listen, () => page_show("broken", true));
else page_show("alone", true);
