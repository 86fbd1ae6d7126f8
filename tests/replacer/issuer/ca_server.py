#!/usr/bin/env python3
"""An HTTPS server of one folder and one script, for tests of what talks to web services of CAs.

    ca_server.py FOLDER

FOLDER has server.pem (key and certificates) and script.json:

    {"auth": "none" | "basic" | "ntlm" | "refuse", "offer": ["NTLM", "Negotiate"], "user": "...", "password": "...",
     "routes": {"/certsrv/certfnsh.asp": [ANSWER, ...], ...}}

An ANSWER is {"status", "type", "file" | "text", "headers": {}, "fault": "hang" | "endless" | "cut" | "close"}; the
last one of a list is given again and again. What was asked is appended to requests.jsonl, one object a line. Prints the
port, serves until its standard input ends. Answers as documented: with "ntlm" a connection is authenticated, by type 1,
2 and 3 messages on that very connection; with "refuse" nothing is ever good enough, as with Extended Protection.
"""
import base64
import http.server
import json
import os
import ssl
import struct
import sys
import threading
import urllib.parse

FOLDER = sys.argv[1]
with open(os.path.join(FOLDER, "script.json"), encoding="utf-8") as file:
    SCRIPT = json.load(file)
LOCK = threading.Lock()
GIVEN = {}
CONNECTIONS = 0


def ntlm_challenge():
    """A type 2 message: MS-NLMP, 2.2.1.2, with the target's name and the little of target information NTLMv2 wants."""
    name = "CORP".encode("utf-16-le")
    information = struct.pack("<HH", 2, len(name)) + name + struct.pack("<HH", 0, 0)
    flags = 0x00000001 | 0x00000004 | 0x00000200 | 0x00008000 | 0x00010000 | 0x00080000 | 0x00800000
    offset = 48
    return (b"NTLMSSP\0" + struct.pack("<I", 2) + struct.pack("<HHI", len(name), len(name), offset)
            + struct.pack("<I", flags) + b"\x01\x23\x45\x67\x89\xab\xcd\xef" + bytes(8)
            + struct.pack("<HHI", len(information), len(information), offset + len(name)) + name + information)


def ntlm_user(message):
    """DOMAIN\\user of a type 3 message."""
    def field(at):
        size, _, offset = struct.unpack_from("<HHI", message, at)
        return message[offset:offset + size].decode("utf-16-le")
    return field(28) + "\\" + field(36)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        global CONNECTIONS
        super().setup()
        with LOCK:
            CONNECTIONS += 1
            self.connection_number = CONNECTIONS
        self.user = None
        self.challenged = False

    def do_GET(self):
        self.answer(b"")

    do_HEAD = do_GET

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def answer(self, body):
        if SCRIPT["auth"] != "none" and not self.authenticated():
            return
        self.note(body)
        answer = self.next_answer()
        fault = answer.get("fault")
        if fault == "hang":
            threading.Event().wait()
        if fault == "close":
            self.close_connection = True
            return
        content = answer.get("text", "").encode()
        if "file" in answer:
            with open(os.path.join(FOLDER, answer["file"]), "rb") as file:
                content = file.read()
        self.send_response(answer.get("status", 200))
        self.send_header("Content-Type", answer.get("type", "text/html"))
        for name, value in answer.get("headers", {}).items():
            self.send_header(name, value)
        if fault == "endless":
            self.end_headers()
            while True:
                self.wfile.write(b"<P>more" * 4096)
        self.send_header("Content-Length", str(len(content) + (100 if fault == "cut" else 0)))
        self.end_headers()
        self.wfile.write(content)
        if fault == "cut":
            self.close_connection = True

    def next_answer(self):
        route = SCRIPT["routes"].get(self.path) or SCRIPT["routes"].get(self.path.split("?")[0])
        if route is None:
            return {"status": 404, "text": "nothing here"}
        with LOCK:
            given = GIVEN.get(self.path, 0)
            GIVEN[self.path] = given + 1
        return route[min(given, len(route) - 1)]

    def note(self, body):
        line = {"method": self.command, "path": self.path, "connection": self.connection_number, "user": self.user,
                "agent": self.headers.get("User-Agent"), "type": self.headers.get("Content-Type"),
                "authorization": self.headers.get("Authorization"),
                "form": dict(urllib.parse.parse_qsl(body.decode("latin-1"))), "body": body.decode("latin-1")}
        with LOCK, open(os.path.join(FOLDER, "requests.jsonl"), "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def refuse(self, *challenges):
        self.send_response(401)
        for challenge in challenges:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "9")
        self.end_headers()
        self.wfile.write(b"<H1>401</")
        return False

    def authenticated(self):
        if SCRIPT["auth"] == "ntlm":
            return self.by_ntlm()
        if SCRIPT["auth"] == "basic":
            expected = SCRIPT["user"] + ":" + SCRIPT["password"]
            if self.headers.get("Authorization") == "Basic " + base64.b64encode(expected.encode()).decode():
                self.user = SCRIPT["user"]
                return True
            return self.refuse('Basic realm="CA"')
        return self.refuse(*SCRIPT["offer"])

    def by_ntlm(self):
        if self.user is not None:
            return True
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        message = base64.b64decode(value) if scheme == "NTLM" else b""
        kind = struct.unpack_from("<I", message, 8)[0] if message.startswith(b"NTLMSSP\0") else 0
        if kind == 1:
            self.challenged = True
            return self.refuse("NTLM " + base64.b64encode(ntlm_challenge()).decode())
        # The challenge was this connection's: a type 3 on another is refused.
        if kind == 3 and self.challenged and ntlm_user(message) == SCRIPT["user"]:
            self.user = SCRIPT["user"]
            return True
        return self.refuse("Negotiate", "NTLM")

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a client that went away


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(FOLDER, "server.pem"))
    if SCRIPT.get("client_ca"):
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(os.path.join(FOLDER, SCRIPT["client_ca"]))
    server = Server(("127.0.0.1", 0), Handler)
    # In the thread of the connection: a client that says nothing holds up nobody.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


main()
