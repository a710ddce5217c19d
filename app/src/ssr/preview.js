// Shows the real widget with settings that are not saved yet. Only our own dashboard is listened to.
(() => {
  "use strict";
  const key = document.documentElement.dataset.bot;
  const bootstrapPath = `/widget/v1/bots/${encodeURIComponent(key)}`;
  const plainFetch = window.fetch.bind(window);
  let draft = null;

  // The launcher asks for the bot's looks; while there is a draft, this is the answer.
  window.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    if (draft && url.origin === location.origin && url.pathname === bootstrapPath) {
      const headers = { "content-type": "application/json" };
      return Promise.resolve(new Response(JSON.stringify(draft), { headers }));
    }
    return plainFetch(input, init);
  };

  const launch = () => {
    if (window.ChatSphere) window.ChatSphere.shutdown();
    const script = document.createElement("script");
    script.src = "/widget.js";
    script.dataset.bot = key;
    document.querySelectorAll("script[data-bot]").forEach((old) => old.remove());
    document.head.append(script);
    // Opened without taking the focus: somebody is typing in the form beside this page.
    const started = Date.now();
    const wait = setInterval(() => {
      if (document.querySelector("chatsphere-widget")) {
        clearInterval(wait);
        window.ChatSphere.open(false);
      } else if (Date.now() - started > 10000 || !script.isConnected) {
        clearInterval(wait);
      }
    }, 50);
  };

  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== parent || !event.data) return;
    if (event.data.type === "chatsphere:host") document.documentElement.dataset.host = event.data.host;
    if (event.data.type === "chatsphere:draft") {
      draft = event.data.bootstrap;
      launch();
    }
  });
  parent.postMessage({ type: "chatsphere:preview-ready" }, location.origin);
})();
