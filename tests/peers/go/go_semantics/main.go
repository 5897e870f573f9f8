// Go's own answers to the questions of go_semantics_driver.cc.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

func textOf(u *url.URL, err error) string {
	if err != nil {
		return "false"
	}
	return fmt.Sprintf("true %x %x", u.Scheme, u.Path)
}

func answer(question byte, first, second string) string {
	switch question {
	case 'm':
		matched, err := path.Match(first, second)
		if err != nil {
			return "bad"
		}
		return fmt.Sprint(matched)
	case 'p':
		return fmt.Sprintf("%x %x %x", filepath.Ext(first), filepath.Base(first), filepath.Clean(first))
	case 'f':
		return fmt.Sprint(strings.EqualFold(first, second))
	case 'u':
		return textOf(url.ParseRequestURI(first))
	case 'U':
		return textOf(url.Parse(first))
	case 't':
		return fmt.Sprintf("%x", strings.TrimSpace(first))
	case 'l':
		scanner := bufio.NewScanner(strings.NewReader(first))
		var lines strings.Builder
		for scanner.Scan() {
			fmt.Fprintf(&lines, " %x", scanner.Bytes())
		}
		if scanner.Err() != nil {
			return "long" + lines.String()
		}
		return "end" + lines.String()
	}
	var out strings.Builder
	for _, r := range first {
		fmt.Fprintf(&out, "%d ", r)
	}
	last, width := utf8.DecodeLastRuneInString(first)
	if width == 0 {
		last = 0
	}
	fmt.Fprintf(&out, "%d %d", last, width)
	return out.String()
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
		frame := make([]byte, size)
		if _, err := io.ReadFull(in, frame); err != nil {
			return
		}
		length := binary.BigEndian.Uint32(frame[1:5])
		rest := string(frame[5:])
		out.WriteString(answer(frame[0], rest[:length], rest[length:]))
		out.WriteString("\n")
	}
}
