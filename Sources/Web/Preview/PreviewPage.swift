/// The page that frames an edition while it is made. It sets everything it gets as text; the edition's own HTML stands
/// in a frame that runs nothing.
enum PreviewPage {
    /// Paths, content types and contents.
    static let files = [
        ("/", "text/html; charset=utf-8", html), ("/preview.css", "text/css; charset=utf-8", css),
        ("/preview.js", "text/javascript; charset=utf-8", javascript),
    ]

    private static let html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Preview</title>
        <link rel="stylesheet" href="/preview.css">
        <script src="/preview.js" defer></script>
        </head>
        <body>
        <header>
        <h1 id="subject">Preview</h1>
        <form>
        <fieldset><legend>Width</legend>
        <label><input type="radio" name="width" value="680" checked><span>Desktop</span></label>
        <label><input type="radio" name="width" value="375"><span>Phone</span></label>
        </fieldset>
        <fieldset><legend>Colours</legend>
        <label><input type="radio" name="scheme" value="light" checked><span>Light</span></label>
        <label><input type="radio" name="scheme" value="dark"><span>Dark</span></label>
        </fieldset>
        <fieldset><legend>Images</legend>
        <label><input type="radio" name="images" value="on" checked><span>On</span></label>
        <label><input type="radio" name="images" value="off"><span>Off</span></label>
        </fieldset>
        </form>
        </header>
        <p id="draft" role="status" hidden>DRAFT <span>not saved: what is sent is the edition as it was</span></p>
        <p id="fault" role="alert" hidden></p>
        <main>
        <section aria-labelledby="html-title">
        <h2 id="html-title">HTML</h2>
        <div id="stage" role="region" aria-labelledby="html-title" tabindex="0"><iframe id="html" title="The HTML part" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe></div>
        </section>
        <section aria-labelledby="text-title">
        <h2 id="text-title">Plain text</h2>
        <pre id="text" tabindex="0"></pre>
        </section>
        <section aria-labelledby="proof-title">
        <h2 id="proof-title">Proof</h2>
        <p id="sum" role="status"></p>
        <ul id="findings"></ul>
        </section>
        </main>
        </body>
        </html>

        """

    private static let css = """
        :root { color-scheme: light dark; --ink: #1f1813; --soft: #6b5f55; --paper: #fff; --desk: #ece7df; --line: #d6cec2;
          --mark: #9a3412; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #f1e9df; --soft: #b8aa9c; --paper: #1d1916; --desk: #100d0b; --line: #3a322b; --mark: #f0a27a; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--desk); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
        header { display: flex; flex-wrap: wrap; gap: 10px 28px; align-items: center; justify-content: space-between;
          padding: 12px 20px; background: var(--paper); border-bottom: 1px solid var(--line); }
        h1 { margin: 0; font-size: 17px; overflow-wrap: anywhere; }
        h2 { margin: 0 0 8px; font-size: 13px; font-weight: 600; color: var(--soft); }
        form { display: flex; flex-wrap: wrap; gap: 10px 20px; }
        fieldset { display: flex; margin: 0; padding: 0; border: 0; }
        legend { float: left; padding: 5px 8px 0 0; font-size: 13px; color: var(--soft); }
        label span { display: block; padding: 4px 12px; border: 1px solid var(--line); cursor: pointer; }
        label + label span { border-left: 0; }
        label:first-of-type span { border-radius: 6px 0 0 6px; }
        label:last-of-type span { border-radius: 0 6px 6px 0; }
        input { position: absolute; opacity: 0; }
        input:checked + span { background: var(--ink); color: var(--paper); }
        input:focus-visible + span { outline: 2px solid var(--mark); outline-offset: 2px; }
        #draft { margin: 0; padding: 10px 20px; border: 4px solid var(--mark); color: var(--mark); font-size: 32px;
          font-weight: 800; letter-spacing: .08em; }
        #draft span { font-size: 17px; font-weight: 600; letter-spacing: 0; }
        #fault { margin: 0; padding: 10px 20px; background: var(--mark); color: var(--paper); overflow-wrap: anywhere; }
        main { display: grid; grid-template-columns: minmax(0, 680px) minmax(0, 680px); gap: 20px; padding: 20px;
          justify-content: center; }
        section { min-width: 0; }
        section:nth-child(3) { grid-column: 1 / -1; }
        #stage { overflow-x: auto; }
        iframe { display: block; width: 680px; max-width: none; height: calc(100vh - 150px); min-height: 480px; margin: 0 auto;
          border: 1px solid var(--line); background: #fff; }
        pre { margin: 0; padding: 20px; height: calc(100vh - 150px); min-height: 480px; overflow: auto; border: 1px solid var(--line);
          background: var(--paper); font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
        #sum { margin: 0; }
        #findings { margin: 8px 0 0; padding: 0; list-style: none; }
        #findings li { padding: 8px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
        #findings .blocking { color: var(--mark); font-weight: 600; }
        @media (max-width: 900px) {
          main { grid-template-columns: minmax(0, 1fr); padding: 12px; }
        }

        """

    private static let javascript = """
        const at = id => document.getElementById(id);
        const chosen = name => document.querySelector(`input[name=${name}]:checked`).value;

        function frame() {
          const place = at("html");
          place.style.width = chosen("width") + "px";
          place.src = `/html?scheme=${chosen("scheme")}&images=${chosen("images")}`;
        }

        function finding({ severity, rule, where, message }) {
          const item = document.createElement("li");
          const name = document.createElement("span");
          name.className = severity;
          name.textContent = `${severity === "blocking" ? "Blocks" : "Advice"}: ${rule} in ${where}. `;
          item.append(name, message);
          return item;
        }

        async function refresh() {
          const state = await (await fetch("/state")).json();
          at("draft").hidden = !state.isDraft;
          at("fault").hidden = !state.fault;
          at("fault").textContent = state.fault ?? "";
          if (state.fault) return;
          document.title = at("subject").textContent = state.subject;
          at("text").textContent = state.text;
          const blocking = state.findings.filter(one => one.severity === "blocking").length;
          at("sum").textContent = `${state.kilobytes} KB in all. ${blocking} findings block, ${state.findings.length - blocking} advise.`;
          at("findings").replaceChildren(...state.findings.map(finding));
          frame();
        }

        document.querySelector("form").addEventListener("change", frame);
        new EventSource("/changes").onmessage = refresh;

        """
}
