// Loaded before the Playground. It listens on every interface and has no option for it: here it is for this machine alone.
const http = require("node:http");
const net = require("node:net");

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const here = /^\d+$/.test(String(port)) ? { port: Number(port), host: "127.0.0.1" } : port;
  return listen.call(this, here, ...rest.filter((each) => typeof each === "function"));
};

// Its page drops messages that come before it knows its conversations ("Invalid conversation id"). So their stream is held until the
// page has told of an installation, which it does once it knows them; ten seconds at most.
const emit = http.Server.prototype.emit;
const held = [];
const release = () => held.splice(0).forEach((go) => go());
http.Server.prototype.emit = function (name, request, ...rest) {
  if (name === "request" && /^\/_debug\/conversation\/.*\/installation/.test(request.url)) setTimeout(release, 500);
  if (name !== "upgrade" || !request.url.startsWith("/_ws_conversation")) return emit.call(this, name, request, ...rest);
  held.push(() => emit.call(this, name, request, ...rest));
  setTimeout(release, 10_000).unref();
  return true;
};
