/*
 * ChatSphere launcher: <script src="https://HOST/widget.js" data-bot="pk_…" async></script>
 *
 * Draws the bubble on the tenant's page and opens the panel, an iframe on HOST. It works under a policy
 * that allows nothing but scripts, connections and frames of HOST: styles go through the CSSOM, elements are
 * made one by one. The session is created from here, so that the server sees and binds this page's Origin.
 *
 * Messages are {chatsphere: 1, type, …} and count only between this window and the iframe's, with the
 * Origin checked at both ends. Panel to page: ready, need-session, forget, close, unread. Page to panel:
 * hello {bootstrap, session, open, focus}, visible {open, focus}, session {session},
 * session-failed {status, detail, retry_after}, reset.
 */
(() => {
  const doc = document;
  const script = doc.currentScript || doc.querySelector("script[data-bot]");
  const key = script && script.dataset.bot;
  if (!key || window.ChatSphere) return;

  const server = new URL(script.src).origin;
  const api = `${server}/widget/v1/bots/${encodeURIComponent(key)}`;
  const slot = `chatsphere:${key}`;
  const small = matchMedia("(max-width:480px),(max-height:420px)");
  const css = `
:host{all:initial!important;display:contents!important}
*{box-sizing:border-box}
button,iframe{position:fixed;bottom:20px;z-index:2147483000;border:0;padding:0}
button{width:56px;height:56px;border-radius:50%;cursor:pointer;background:var(--a);color:var(--o);box-shadow:0 1px 2px #0003,0 4px 16px #0003}
button:hover{filter:brightness(1.08)}
button:active{filter:brightness(.94)}
button:focus-visible{outline:2px solid var(--a);outline-offset:2px;box-shadow:0 0 0 2px #fff,0 0 0 6px #fff}
svg{width:26px;height:26px;display:block;margin:auto;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
i{position:absolute;top:2px;right:2px;width:12px;height:12px;border-radius:50%;background:#d92d20;border:2px solid #fff}
iframe{bottom:88px;width:400px;height:640px;max-width:calc(100vw - 40px);max-height:calc(100vh - 108px);border-radius:16px;background:Canvas;box-shadow:0 0 0 1px #0000001a,0 8px 40px #0003}
[hidden]{display:none}
@media(max-width:480px),(max-height:420px){iframe{inset:0!important;width:100%;height:100%;max-width:none;max-height:none;border-radius:0}.open{display:none}}
@media(prefers-reduced-motion:no-preference){button{transition:filter .12s ease-out}iframe{animation:in .2s ease-out}@keyframes in{from{opacity:0;transform:translateY(8px)}}}
@media print{button,iframe{display:none}}`;

  let bootstrap, host, root, button, icon, frame, watch, listening;
  let isReady, isOpen, unread;
  let memory = null;

  const load = () => {
    try {
      memory = JSON.parse(localStorage.getItem(slot)) || memory;
    } catch {}
    if (memory && !(Date.parse(memory.expires_at) > Date.now())) save(null);
    return memory;
  };
  const save = (session) => {
    memory = session;
    // Storage may be blocked: then the conversation lasts as long as the page.
    try {
      if (session) localStorage.setItem(slot, JSON.stringify(session));
      else localStorage.removeItem(slot);
    } catch {}
  };

  const send = (type, data) => {
    if (isReady) frame.contentWindow.postMessage({ chatsphere: 1, type, ...data }, server);
  };
  const focusTarget = () => (small.matches ? "name" : "input");

  const createSession = async () => {
    try {
      const answer = await fetch(`${api}/sessions`, {
        method: "POST",
        credentials: "omit",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          visitor: { page: location.origin + location.pathname, language: navigator.language },
        }),
      });
      const body = await answer.json().catch(() => ({}));
      if (answer.ok && body.session_token) {
        const { session_token: token, conversation_id, expires_at } = body;
        save({ token, conversation_id, expires_at, open: isOpen });
        send("session", { session: memory });
      } else {
        const retry_after = answer.headers.get("retry-after");
        send("session-failed", { status: answer.status || 502, detail: body.detail, retry_after });
      }
    } catch {
      send("session-failed", { status: 0 });
    }
  };

  const onMessage = ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== server || !data || data.chatsphere !== 1) return;
    if (data.type === "ready") {
      isReady = true;
      send("hello", { bootstrap, session: load(), open: isOpen, focus: frame.dataset.focus });
    } else if (data.type === "need-session") createSession();
    else if (data.type === "forget") save(null);
    else if (data.type === "close") close();
    else if (data.type === "unread" && !isOpen) {
      unread = true;
      draw();
    }
  };

  const make = (tag, attributes, parent, space) => {
    const element = space ? doc.createElementNS(space, tag) : doc.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    parent.append(element);
    return element;
  };

  // Also on hover and focus, so that a click finds it loaded; nothing is fetched before.
  const prepare = () => {
    if (frame) return;
    frame = make(
      "iframe",
      {
        id: "panel",
        title: `Chat: ${bootstrap.name}`,
        sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox",
        src: `${server}/widget/panel/${encodeURIComponent(key)}#host=${encodeURIComponent(location.origin)}`,
        hidden: "",
      },
      root,
    );
    const { theme } = bootstrap.branding;
    frame.style.colorScheme = theme === "auto" ? "light dark" : theme;
    frame.style[bootstrap.branding.position === "left" ? "left" : "right"] = "20px";
  };

  const draw = () => {
    const label = isOpen ? "Close chat" : unread ? "Open chat, new message" : `Open chat: ${bootstrap.name}`;
    button.setAttribute("aria-label", label);
    button.setAttribute("aria-expanded", !!isOpen);
    button.className = isOpen ? "open" : "";
    button.lastChild.hidden = isOpen || !unread;
    icon.setAttribute(
      "d",
      isOpen ? "M6 6l12 12M18 6L6 18" : "M12 4c-4.700 0-8.500 3.200-8.500 7.200 0 2.100 1 3.900 2.700 5.200L5.500 20l4-1.800c.8.200 1.600.300 2.500.300 4.700 0 8.500-3.200 8.500-7.300S16.700 4 12 4z",
    );
    if (frame) frame.hidden = !isOpen;
  };

  const show = (open, focus) => {
    if (!button || open === isOpen) return;
    isOpen = open;
    if (open) {
      prepare();
      unread = false;
      frame.dataset.focus = focus ? focusTarget() : "";
    }
    draw();
    // Remembered only for a visitor who has a conversation, so that the next page shows it again.
    if (load()) save({ ...memory, open });
    send("visible", { open, focus: open ? frame.dataset.focus : "" });
    if (focus) (open ? frame : button).focus();
  };
  // The preview of the dashboard opens it without taking the focus: `open(false)`.
  const open = (focus = true) => show(true, focus);
  const close = () => show(false, true);

  const reset = () => {
    save(null);
    send("reset");
  };

  const attach = () => {
    if (doc.body && !host.isConnected) {
      isReady = false;
      doc.body.append(host);
    }
    watch.observe(doc.documentElement, { childList: true });
    if (doc.body) watch.observe(doc.body, { childList: true });
  };

  const shutdown = () => {
    listening = false;
    removeEventListener("message", onMessage);
    if (host) {
      watch.disconnect();
      host.remove();
    }
    button = frame = null;
    delete window.ChatSphere;
  };

  const start = () => {
    host = doc.createElement("chatsphere-widget");
    root = host.attachShadow({ mode: "closed" });
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      make("style", {}, root).textContent = css;
    }
    const { color, on_color, position } = bootstrap.branding;
    host.style.setProperty("--a", color);
    host.style.setProperty("--o", on_color);
    button = make("button", { type: "button", "aria-controls": "panel" }, root);
    button.style[position === "left" ? "left" : "right"] = "20px";
    const svg = make("svg", { viewBox: "0 0 24 24", "aria-hidden": true }, button, "http://www.w3.org/2000/svg");
    icon = make("path", {}, svg, svg.namespaceURI);
    make("i", {}, button);
    button.onpointerenter = button.onfocus = prepare;
    button.onclick = () => show(!isOpen, true);
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && isOpen) close();
    });
    addEventListener("message", onMessage);
    draw();
    // A site that replaces its body keeps its bubble.
    watch = new MutationObserver(attach);
    attach();
    const session = load();
    if (session && session.open) show(true);
  };

  window.ChatSphere = { open, close, reset, shutdown };
  listening = true;
  fetch(api, { credentials: "omit" })
    .then(async (answer) => {
      const body = await answer.json().catch(() => ({}));
      if (!answer.ok || !body.branding) throw body.detail || `the server answered ${answer.status}`;
      bootstrap = body;
      if (listening) start();
    })
    .catch((why) => console.warn(`ChatSphere: no chat on this page, because ${why.message || why}`));
})();
