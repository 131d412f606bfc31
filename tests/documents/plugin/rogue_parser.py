"""A parser from another package, which does what the first line of the text tells it to."""

import os
import signal
import socket
import subprocess
import sys
import time

from weir.documents import KINDS, Draft, Element, ElementKind, EngineFailed, Source


class Rogue:
    name = "rogue"
    kinds = (KINDS["text"],)
    rank = 0

    def load(self):
        pass

    def parse(self, source: Source) -> Draft:
        order, _, argument = source.text.strip().split("\n")[0].partition(" ")
        act = getattr(self, order.removeprefix("rogue-"), None) if order.startswith("rogue-") else None
        if act is None:
            raise EngineFailed("there is no order for me")
        return Draft([Element(ElementKind.PARAGRAPH, str(act(argument)))])

    def garble(self, _):
        return "\ufffd" * 80

    def hang(self, _):
        open("hanging", "w").close()  # in the folder of the worker
        while True:
            time.sleep(1)

    def hang_deaf(self, _):
        for one in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(one, signal.SIG_IGN)
        self.hang(_)

    def hog(self, _):
        held = []
        while True:
            held.append(bytearray(16 << 20))

    def abort(self, _):
        os.abort()

    def exit(self, status):
        os._exit(int(status))

    def chatter(self, _):
        for stream in (1, 2):
            os.write(stream, b"\x00\x00\x00\x00\x00\x00\x00\x02{}" * 100)
        print('{"error": {"code": "document.empty"}}', flush=True)
        return "still here"

    def connect(self, port):
        socket.create_connection(("127.0.0.1", int(port)), timeout=2)
        return "connected"

    def spawn(self, _):
        return subprocess.check_output(["/bin/echo", "spawned"])

    def environment(self, _):
        return sorted(os.environ)

    def descriptors(self, _):
        return sorted(int(name) for name in os.listdir("/proc/self/fd"))

    def fill_disk(self, _):
        with open("filler", "wb") as file:
            while True:
                file.write(bytes(1 << 20))

    def flood(self, size):
        return "x" * int(size)

    def pid(self, _):
        return os.getpid()

    def surrogates(self, _):
        return "before \ud800 \x00 after"

    def argv(self, _):
        return sys.argv
