// Stands in for @vscode/spdlog, whose native module would need a compiler: VS Code's logs go to files all the same.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const infoLevel = levels.indexOf('info');

class Logger {
  #path;
  #level = infoLevel;
  #plain = false;

  constructor(path) {
    mkdirSync(dirname(path), { recursive: true });
    this.#path = path;
  }

  getLevel = () => this.#level;
  setLevel = (level) => {
    this.#level = level;
  };
  clearFormatters = () => {
    this.#plain = true;
  };
  setPattern() {}
  flush() {}
  drop() {}

  trace = (message) => this.#write(0, message);
  debug = (message) => this.#write(1, message);
  info = (message) => this.#write(2, message);
  warn = (message) => this.#write(3, message);
  error = (message) => this.#write(4, message);
  critical = (message) => this.#write(5, message);

  #write(level, message) {
    if (level < this.#level) return;
    const line = this.#plain ? message : `${new Date().toISOString()} [${levels[level]}] ${message}\n`;
    appendFileSync(this.#path, line);
  }
}

// One by one, for Node finds the names of an import from CommonJS by the look of the text.
exports.version = 0;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.createRotatingLogger = async (_name, path) => new Logger(path);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
exports.Logger = class extends Logger {
  constructor(_type, _name, path) {
    super(path);
  }
};
