// What OpenSSF Scorecard makes of a bundle of facts (docs/formats/scorecard-facts.md), in the form of evaluations_driver.cc: the
// checks that need a forge, from the probes on. A frame is a line of paths, with blanks between, and the bundle.
//
// The peer takes the branch that all are measured by out of a map, so that its answer may differ from time to time: each check is
// made often, and all its answers are told.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"github.com/ossf/scorecard/v5/checker"
	"github.com/ossf/scorecard/v5/checks/evaluation"
	"github.com/ossf/scorecard/v5/checks/raw"
	"github.com/ossf/scorecard/v5/clients"
	"github.com/ossf/scorecard/v5/finding"
	"github.com/ossf/scorecard/v5/probes"
	"github.com/ossf/scorecard/v5/probes/zrunner"
)

const often = 48

type protection struct {
	AllowsDeletions          *bool    `json:"allows_deletions"`
	AllowsForcePushes        *bool    `json:"allows_force_pushes"`
	EnforcedForAdmins        *bool    `json:"enforced_for_admins"`
	RequiresLinearHistory    *bool    `json:"requires_linear_history"`
	RequiresLastPushApproval *bool    `json:"requires_last_push_approval"`
	RequiresUpToDate         *bool    `json:"requires_up_to_date"`
	RequiresPullRequest      *bool    `json:"requires_pull_request"`
	RequiredApprovals        *int32   `json:"required_approvals"`
	DismissesStaleReviews    *bool    `json:"dismisses_stale_reviews"`
	RequiresCodeOwners       *bool    `json:"requires_code_owners"`
	StatusChecks             []string `json:"status_checks"`
}

type facts struct {
	DefaultBranch string `json:"default_branch"`
	Branches      []struct {
		Name       string     `json:"name"`
		Protected  *bool      `json:"protected"`
		Protection protection `json:"protection"`
	} `json:"branches"`
	Releases []struct {
		Tag    string `json:"tag"`
		Target string `json:"target"`
		URL    string `json:"url"`
		Assets []struct {
			Name string `json:"name"`
			URL  string `json:"url"`
		} `json:"assets"`
	} `json:"releases"`
}

// A repository of which the facts and the paths are known. What else is asked for is a nil method: a panic.
type repository struct {
	clients.RepoClient
	facts facts
	paths []string
}

func (r *repository) GetDefaultBranch() (*clients.BranchRef, error) {
	return r.GetBranch(r.facts.DefaultBranch)
}

func (r *repository) GetBranch(name string) (*clients.BranchRef, error) {
	for _, branch := range r.facts.Branches {
		if branch.Name != name {
			continue
		}
		rules := branch.Protection
		return &clients.BranchRef{Name: &branch.Name, Protected: branch.Protected, BranchProtectionRule: clients.BranchProtectionRule{
			AllowDeletions: rules.AllowsDeletions, AllowForcePushes: rules.AllowsForcePushes, EnforceAdmins: rules.EnforcedForAdmins,
			RequireLinearHistory: rules.RequiresLinearHistory, RequireLastPushApproval: rules.RequiresLastPushApproval,
			CheckRules: clients.StatusChecksRule{UpToDateBeforeMerge: rules.RequiresUpToDate, Contexts: rules.StatusChecks},
			PullRequestRule: clients.PullRequestRule{Required: rules.RequiresPullRequest, RequiredApprovingReviewCount: rules.RequiredApprovals,
				DismissStaleReviews: rules.DismissesStaleReviews, RequireCodeOwnerReviews: rules.RequiresCodeOwners},
		}}, nil
	}
	return nil, nil
}

func (r *repository) ListReleases() ([]clients.Release, error) {
	var out []clients.Release
	for _, release := range r.facts.Releases {
		made := clients.Release{TagName: release.Tag, URL: release.URL, TargetCommitish: release.Target}
		for _, asset := range release.Assets {
			made.Assets = append(made.Assets, clients.ReleaseAsset{Name: asset.Name, URL: asset.URL})
		}
		out = append(out, made)
	}
	return out, nil
}

func (r *repository) ListFiles(predicate func(string) (bool, error)) ([]string, error) {
	var out []string
	for _, path := range r.paths {
		if matches, err := predicate(path); err != nil {
			return nil, err
		} else if matches {
			out = append(out, path)
		}
	}
	return out, nil
}

func (r *repository) GetFileReader(string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader("* @o/owners\n")), nil
}

type answer struct {
	Score   int      `json:"score"`
	Reason  string   `json:"reason"`
	Failed  bool     `json:"failed"`
	Details []string `json:"details"`
}

func lines(details []checker.CheckDetail) []string {
	out := []string{}
	for _, detail := range details {
		level := map[checker.DetailType]string{checker.DetailInfo: "Info", checker.DetailWarn: "Warn", checker.DetailDebug: "Debug"}[detail.Type]
		line := level + ": " + detail.Msg.Text
		if found := detail.Msg.Finding; found != nil {
			line = level + ": " + found.Message
			if found.Location != nil { // even where it names no path
				line += ": " + found.Location.Path
			}
		}
		out = append(out, line)
	}
	sort.Strings(out)
	return out
}

type evaluate func(string, []finding.Finding, checker.DetailLogger) checker.CheckResult

// All that the check answers, as lines of JSON.
func answers(name string, results *checker.RawResults, err error, looked []probes.ProbeImpl, judge evaluate) []json.RawMessage {
	seen := map[string]bool{}
	var findings []finding.Finding
	if err == nil {
		findings, err = zrunner.Run(results, looked)
	}
	for range often {
		log := checker.NewLogger()
		result := checker.CheckResult{Score: checker.InconclusiveResultScore, Error: err}
		if err == nil {
			result = judge(name, findings, log)
		}
		made := answer{Score: result.Score, Reason: result.Reason, Failed: result.Error != nil, Details: lines(log.Flush())}
		if made.Failed {
			made.Score, made.Reason, made.Details = checker.InconclusiveResultScore, "", []string{}
		}
		text, _ := json.Marshal(made)
		seen[string(text)] = true
		if err != nil {
			break
		}
	}
	texts := make([]string, 0, len(seen))
	for text := range seen {
		texts = append(texts, text)
	}
	sort.Strings(texts)
	out := make([]json.RawMessage, len(texts))
	for i, text := range texts {
		out[i] = json.RawMessage(text)
	}
	return out
}

func tell(frame []byte, out io.Writer) error {
	paths, bundle, found := bytes.Cut(frame, []byte("\n"))
	if !found {
		return errors.New("a frame without a line of paths")
	}
	known := &repository{paths: strings.Fields(string(paths))}
	if err := json.Unmarshal(bundle, &known.facts); err != nil {
		return err
	}
	branches, err := raw.BranchProtection(&checker.CheckRequest{RepoClient: known})
	releases, _ := known.ListReleases()
	results := &checker.RawResults{BranchProtectionResults: branches, SignedReleasesResults: checker.SignedReleasesData{Releases: releases}}
	text, err := json.Marshal(map[string][]json.RawMessage{
		"Branch-Protection": answers("Branch-Protection", results, err, probes.BranchProtection, evaluation.BranchProtection),
		"Signed-Releases":   answers("Signed-Releases", results, nil, probes.SignedReleases, evaluation.SignedReleases),
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", text)
	return err
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for {
		var size uint32
		if binary.Read(in, binary.BigEndian, &size) != nil {
			break
		}
		frame := make([]byte, size)
		if _, err := io.ReadFull(in, frame); err != nil {
			break
		}
		if err := tell(frame, out); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	out.Flush()
}
