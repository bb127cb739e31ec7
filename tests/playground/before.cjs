// Loaded before the Playground. It listens on every interface and has no option for it: here it is for this machine alone.
const http = require("node:http");
const net = require("node:net");

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const here = /^\d+$/.test(String(port)) ? { port: Number(port), host: "127.0.0.1" } : port;
  return listen.call(this, here, ...rest.filter((each) => typeof each === "function"));
};

// Its page drops messages that come before it knows its conversations ("Invalid conversation id"), so their stream starts later.
const emit = http.Server.prototype.emit;
http.Server.prototype.emit = function (name, request, ...rest) {
  if (name !== "upgrade" || !request.url.startsWith("/_ws_conversation")) return emit.call(this, name, request, ...rest);
  setTimeout(() => emit.call(this, name, request, ...rest), 2000);
  return true;
};
