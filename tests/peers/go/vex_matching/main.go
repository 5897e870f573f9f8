// What go-vex, the library with which grype and trivy read OpenVEX, finds about a package. main DOCUMENT; standard input
// has frames, a four-byte length before each: {"vulnerability": "CVE-…", "purl": "pkg:…"}. A line for each:
// "suppressed" where the newest statement about both says fixed or not_affected, else "kept".
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/openvex/go-vex/pkg/vex"
)

type question struct {
	Vulnerability string `json:"vulnerability"`
	Purl          string `json:"purl"`
}

func answer(document *vex.VEX, asked question) string {
	found := document.Matches(asked.Vulnerability, asked.Purl, nil)
	if len(found) > 0 && (found[0].Status == vex.StatusFixed || found[0].Status == vex.StatusNotAffected) {
		return "suppressed"
	}
	return "kept"
}

func main() {
	document, err := vex.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	in := bufio.NewReader(os.Stdin)
	for {
		var length uint32
		if err := binary.Read(in, binary.BigEndian, &length); err == io.EOF {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		frame := make([]byte, length)
		if _, err := io.ReadFull(in, frame); err != nil {
			log.Fatal(err)
		}
		var asked question
		if err := json.Unmarshal(frame, &asked); err != nil {
			log.Fatal(err)
		}
		fmt.Println(answer(document, asked))
	}
}
