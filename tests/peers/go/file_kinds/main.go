// What the matchers of h2non/filetype say of files, in the form of file_kinds_driver.cc; and the peer's rule of what is text:
// no control characters before the last three bytes.
package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
	"unicode"
	"unicode/utf8"

	"github.com/h2non/filetype/matchers"
)

var kinds = []struct {
	name    string
	matches func([]byte) bool
}{
	{"ar", matchers.Archive[matchers.TypeAr]}, {"crx", matchers.Archive[matchers.TypeCrx]}, {"deb", matchers.Archive[matchers.TypeDeb]},
	{"dex", matchers.Dex}, {"dey", matchers.Dey}, {"elf", matchers.Elf}, {"exe", matchers.Archive[matchers.TypeExe]}, {"iso", matchers.Iso},
	{"macho", matchers.MachO}, {"rpm", matchers.Rpm}, {"wasm", matchers.Wasm},
}

func text(content []byte) bool {
	content = content[:min(len(content), 1024)]
	for place := 0; place+utf8.UTFMax <= len(content); {
		r, size := utf8.DecodeRune(content[place:])
		if r < 0x20 && unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' {
			return false
		}
		place += size
	}
	return true
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
		content := make([]byte, size)
		if _, err := io.ReadFull(in, content); err != nil {
			return
		}
		if text(content) {
			out.WriteString("text")
		} else {
			out.WriteString("binary")
		}
		for _, kind := range kinds {
			if kind.matches(content) {
				out.WriteString(" " + kind.name)
			}
		}
		out.WriteString("\n")
	}
}
