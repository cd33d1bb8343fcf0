"""A web server for tests: /status/N answers with N, /silent never, /drip one octet of its head a while, /noise no HTTP.

http_peer.py PORT [CERTIFICATE KEY]
"""
import http.server
import ssl
import sys
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        word, _, argument = self.path.strip("/").partition("/")
        if word == "silent":
            time.sleep(30)
        elif word == "drip":
            self.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        elif word == "noise":
            self.wfile.write(b"220 mail.example ESMTP\r\n\r\n")
        elif word == "long":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100000)
        elif word == "host":
            self.answer(200 if self.headers["Host"] == argument else 400)
        else:
            self.answer(int(argument) if word == "status" else 200)
        self.close_connection = True

    def drip(self, octets):
        for octet in octets:
            self.wfile.write(bytes([octet]))
            self.wfile.flush()
            time.sleep(0.1)

    def answer(self, status):
        body = b"x" * 1000
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # clients hang up as soon as they know the status


server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
