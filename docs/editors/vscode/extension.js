const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function activate() {
  const settings = workspace.getConfiguration("checker");
  client = new LanguageClient(
    "checker",
    "Checker rules",
    { command: settings.get("command"), args: ["lsp"] },
    {
      documentSelector: [
        { scheme: "file", language: "checker-rules" },
        { scheme: "file", pattern: "**/{pack,clauses,mutants,lint}.yaml" },
        { scheme: "file", pattern: "**/{cases,texts}/*.yaml" },
      ],
      initializationOptions: { rules: settings.get("rules") },
    },
  );
  return client.start();
}

function deactivate() {
  return client ? client.stop() : undefined;
}

module.exports = { activate, deactivate };
