// What grype's --vex does with a match. main DOCUMENT; standard input has frames, a four-byte length before each:
// {"vulnerability": "CVE-…", "purl": "pkg:…"}. A line for each: "suppressed" or "kept".
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/anchore/grype/grype/match"
	"github.com/anchore/grype/grype/pkg"
	"github.com/anchore/grype/grype/vex"
	"github.com/anchore/grype/grype/vulnerability"
	syft "github.com/anchore/syft/syft/pkg"
	"github.com/anchore/syft/syft/source"
)

type question struct {
	Vulnerability string `json:"vulnerability"`
	Purl          string `json:"purl"`
}

func read(in io.Reader) ([]question, error) {
	var out []question
	for {
		var length uint32
		if err := binary.Read(in, binary.BigEndian, &length); err == io.EOF {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		frame := make([]byte, length)
		if _, err := io.ReadFull(in, frame); err != nil {
			return nil, err
		}
		var one question
		if err := json.Unmarshal(frame, &one); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
}

// A match as grype has it of a binary that it knows by its package URL.
func matchOf(number int, asked question) match.Match {
	return match.Match{
		Vulnerability: vulnerability.Vulnerability{
			Reference: vulnerability.Reference{ID: asked.Vulnerability, Namespace: "nvd:cpe"},
		},
		Package: pkg.Package{
			ID:   pkg.ID(fmt.Sprint(number)),
			Name: "node",
			Type: syft.BinaryPkg,
			PURL: asked.Purl,
		},
	}
}

func main() {
	asked, err := read(bufio.NewReader(os.Stdin))
	if err != nil {
		log.Fatal(err)
	}
	matches := match.NewMatches()
	for number, one := range asked {
		matches.Add(matchOf(number, one))
	}
	processor, err := vex.NewProcessor(vex.ProcessorOptions{Documents: os.Args[1:]})
	if err != nil {
		log.Fatal(err)
	}
	// A folder was scanned: the packages that were found are the products.
	context := &pkg.Context{Source: &source.Description{Metadata: source.DirectoryMetadata{Path: "."}}}
	_, ignored, err := processor.ApplyVEX(context, &matches, nil)
	if err != nil {
		log.Fatal(err)
	}
	suppressed := map[pkg.ID]bool{}
	for _, one := range ignored {
		suppressed[one.Package.ID] = true
	}
	for number := range asked {
		if suppressed[pkg.ID(fmt.Sprint(number))] {
			fmt.Println("suppressed")
		} else {
			fmt.Println("kept")
		}
	}
}
