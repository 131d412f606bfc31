"""An OpenAI-compatible server for the tests: it embeds, reranks and takes questions apart by simple rules.

Prints its base URL and serves until it is ended.
"""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REST = ("holiday", "rest", "week")  # one meaning in different words


def vector(text: str) -> list[float]:
    rest = float(any(word in text.lower() for word in REST))
    return [rest, 1 - rest, 0.1]


def answer(path: str, body: dict[str, Any]) -> dict[str, Any]:
    if path.endswith("/embeddings"):
        return {"data": [{"index": at, "embedding": vector(text)} for at, text in enumerate(body["input"])]}
    if path.endswith("/rerank"):
        scores = [vector(text)[0] for text in body["documents"]]
        return {"results": [{"index": at, "relevance_score": score} for at, score in enumerate(scores)]}
    asked = body["messages"][-1]["content"]
    text = "no list" if "garbage" in asked else json.dumps({"questions": ["年假有几天？", "病假有几天？"]})
    message = {"role": "assistant", "content": text}
    return {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": {}}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        payload = json.dumps(answer(self.path, body)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:
        return


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    server.serve_forever()
