// Reads files from standard input (four bytes of length, big end first, then the bytes) and prints what buildkit's parser
// makes of each as one line of JSON, in the form of dockerfiles_driver.cc.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
	"strconv"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

type object = map[string]any

func instruction(n *parser.Node) object {
	words := []string{}
	nested := []any{}
	for next := n.Next; next != nil; next = next.Next {
		if len(next.Children) > 0 {
			for _, child := range next.Children {
				nested = append(nested, instruction(child))
			}
			continue
		}
		words = append(words, next.Value)
	}
	heredocs := []any{}
	for _, h := range n.Heredocs {
		heredocs = append(heredocs, object{"name": h.Name, "fd": strconv.FormatUint(uint64(h.FileDescriptor), 10), "expand": h.Expand,
			"chomp": h.Chomp, "content": h.Content})
	}
	return object{"name": n.Value, "flags": append([]string{}, n.Flags...), "words": words, "json": n.Attributes["json"], "original": n.Original,
		"comments": append([]string{}, n.PrevComment...), "start": n.StartLine, "end": n.EndLine, "heredocs": heredocs, "nested": nested}
}

func parse(source []byte) (out any) {
	defer func() {
		if recover() != nil {
			out = "panic"
		}
	}()
	result, err := parser.Parse(bytes.NewReader(source))
	if err != nil {
		return nil
	}
	instructions, warnings := []any{}, []int{}
	for _, child := range result.AST.Children {
		instructions = append(instructions, instruction(child))
	}
	for _, w := range result.Warnings {
		warnings = append(warnings, w.Location.Start.Line)
	}
	return object{"escape": string(result.EscapeToken), "instructions": instructions, "warnings": warnings}
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		var size uint32
		if binary.Read(in, binary.BigEndian, &size) != nil {
			return
		}
		source := make([]byte, size)
		if _, err := io.ReadFull(in, source); err != nil {
			return
		}
		line, _ := json.Marshal(parse(source))
		out.Write(line)
		out.WriteString("\n")
	}
}
