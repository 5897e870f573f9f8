// Reads files from standard input (four bytes of length, big end first, then the bytes) and prints the workflow that
// actionlint makes of each as one line of JSON, in the form of workflows_driver.cc.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"

	"github.com/rhysd/actionlint"
)

type object = map[string]any
type list = []any

func position(p *actionlint.Pos) any {
	if p == nil {
		return list{0, 0}
	}
	return list{p.Line, p.Col}
}

func text(s *actionlint.String) any {
	if s == nil {
		return nil
	}
	return list{s.Value, s.Quoted, s.Pos.Line, s.Pos.Col}
}

func texts(all []*actionlint.String) list {
	out := list{}
	for _, s := range all {
		out = append(out, text(s))
	}
	return out
}

func flag(b *actionlint.Bool) any {
	if b == nil {
		return nil
	}
	out := object{"value": b.Value, "at": position(b.Pos)}
	if b.Expression != nil {
		out["expression"] = text(b.Expression)
	}
	return out
}

func env(e *actionlint.Env) any {
	if e == nil {
		return nil
	}
	variables := object{}
	for id, v := range e.Vars {
		variables[id] = list{text(v.Name), text(v.Value)}
	}
	return object{"expression": text(e.Expression), "variables": variables}
}

func permissions(p *actionlint.Permissions) any {
	if p == nil {
		return nil
	}
	scopes := object{}
	for id, s := range p.Scopes {
		scopes[id] = list{text(s.Name), text(s.Value)}
	}
	return object{"at": position(p.Pos), "all": text(p.All), "scopes": scopes}
}

func defaults(d *actionlint.Defaults) any {
	if d == nil {
		return nil
	}
	var run any
	if d.Run != nil {
		run = object{"at": position(d.Run.Pos), "shell": text(d.Run.Shell), "directory": text(d.Run.WorkingDirectory)}
	}
	return object{"at": position(d.Pos), "run": run}
}

func concurrency(c *actionlint.Concurrency) any {
	if c == nil {
		return nil
	}
	return object{"at": position(c.Pos), "group": text(c.Group), "cancel": flag(c.CancelInProgress)}
}

func filter(f *actionlint.WebhookEventFilter) list {
	if f == nil {
		return list{}
	}
	return texts(f.Values)
}

func event(e actionlint.Event) any {
	out := object{"kind": 0, "name": e.EventName()}
	for _, name := range []string{"types", "branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore",
		"workflows", "crons"} {
		out[name] = list{}
	}
	switch e := e.(type) {
	case *actionlint.WebhookEvent:
		out["at"] = position(e.Pos)
		out["types"] = texts(e.Types)
		out["branches"] = filter(e.Branches)
		out["branches-ignore"] = filter(e.BranchesIgnore)
		out["tags"] = filter(e.Tags)
		out["tags-ignore"] = filter(e.TagsIgnore)
		out["paths"] = filter(e.Paths)
		out["paths-ignore"] = filter(e.PathsIgnore)
		out["workflows"] = texts(e.Workflows)
	case *actionlint.ScheduledEvent:
		out["kind"], out["at"], out["crons"] = 1, position(e.Pos), texts(e.Cron)
	case *actionlint.WorkflowDispatchEvent:
		out["kind"], out["at"] = 2, position(e.Pos)
	case *actionlint.RepositoryDispatchEvent:
		out["kind"], out["at"], out["types"] = 3, position(e.Pos), texts(e.Types)
	case *actionlint.WorkflowCallEvent:
		out["kind"], out["at"] = 4, position(e.Pos)
	case *actionlint.ImageVersionEvent:
		out["kind"], out["at"] = 5, position(e.Pos)
	}
	return out
}

func value(v actionlint.RawYAMLValue) any {
	switch v := v.(type) {
	case *actionlint.RawYAMLString:
		return list{v.Value, v.Pos().Line, v.Pos().Col}
	case *actionlint.RawYAMLArray:
		return object{"at": position(v.Pos()), "items": values(v.Elems)}
	case *actionlint.RawYAMLObject:
		fields := object{}
		for key, field := range v.Props {
			fields[key] = value(field)
		}
		return object{"at": position(v.Pos()), "fields": fields}
	}
	return "?"
}

func values(all []actionlint.RawYAMLValue) list {
	out := list{}
	for _, v := range all {
		out = append(out, value(v))
	}
	return out
}

func combinations(c *actionlint.MatrixCombinations) any {
	if c == nil {
		return nil
	}
	all := list{}
	for _, one := range c.Combinations {
		assignments := object{}
		for id, a := range one.Assigns {
			assignments[id] = list{text(a.Key), value(a.Value)}
		}
		all = append(all, object{"expression": text(one.Expression), "assignments": assignments})
	}
	return object{"expression": text(c.Expression), "list": all}
}

func matrix(m *actionlint.Matrix) any {
	if m == nil {
		return nil
	}
	rows := object{}
	for id, row := range m.Rows {
		rows[id] = object{"name": text(row.Name), "expression": text(row.Expression), "values": values(row.Values)}
	}
	return object{"at": position(m.Pos), "expression": text(m.Expression), "include": combinations(m.Include),
		"exclude": combinations(m.Exclude), "rows": rows}
}

func container(c *actionlint.Container) any {
	if c == nil {
		return nil
	}
	var credentials any
	if c.Credentials != nil {
		credentials = object{"at": position(c.Credentials.Pos), "expression": text(c.Credentials.Expression),
			"username": text(c.Credentials.Username), "password": text(c.Credentials.Password)}
	}
	return object{"at": position(c.Pos), "image": text(c.Image), "credentials": credentials, "env": env(c.Env),
		"options": text(c.Options)}
}

func step(s *actionlint.Step) any {
	out := object{"at": position(s.Pos), "id": text(s.ID), "if": text(s.If), "name": text(s.Name), "env": env(s.Env),
		"continue": flag(s.ContinueOnError), "action": nil, "script": nil}
	switch e := s.Exec.(type) {
	case *actionlint.ExecAction:
		inputs := object{}
		for id, input := range e.Inputs {
			inputs[id] = list{text(input.Name), text(input.Value)}
		}
		out["action"] = object{"uses": text(e.Uses), "inputs": inputs, "entrypoint": text(e.Entrypoint), "args": text(e.Args)}
	case *actionlint.ExecRun:
		out["script"] = object{"run": text(e.Run), "run-at": position(e.RunPos), "shell": text(e.Shell),
			"directory": text(e.WorkingDirectory)}
	}
	return out
}

func job(j *actionlint.Job) any {
	out := object{"key": text(j.ID), "name": text(j.Name), "if": text(j.If), "needs": texts(j.Needs), "runs-on": nil,
		"permissions": permissions(j.Permissions), "environment": nil, "concurrency": concurrency(j.Concurrency),
		"env": env(j.Env), "defaults": defaults(j.Defaults), "strategy": nil, "continue": flag(j.ContinueOnError),
		"container": container(j.Container), "services": nil, "call": nil}
	if r := j.RunsOn; r != nil {
		out["runs-on"] = object{"labels": texts(r.Labels), "expression": text(r.LabelsExpr), "group": text(r.Group)}
	}
	if e := j.Environment; e != nil {
		out["environment"] = object{"at": position(e.Pos), "name": text(e.Name), "url": text(e.URL)}
	}
	outputs := object{}
	for id, o := range j.Outputs {
		outputs[id] = list{text(o.Name), text(o.Value)}
	}
	out["outputs"] = outputs
	steps := list{}
	for _, s := range j.Steps {
		steps = append(steps, step(s))
	}
	out["steps"] = steps
	if s := j.Strategy; s != nil {
		out["strategy"] = object{"at": position(s.Pos), "matrix": matrix(s.Matrix), "fail-fast": flag(s.FailFast)}
	}
	if s := j.Services; s != nil {
		all := object{}
		for id, service := range s.Value {
			all[id] = list{text(service.Name), container(service.Container)}
		}
		out["services"] = object{"at": position(s.Pos), "expression": text(s.Expression), "list": all}
	}
	if c := j.WorkflowCall; c != nil {
		inputs, secrets := object{}, object{}
		for id, input := range c.Inputs {
			inputs[id] = list{text(input.Name), text(input.Value)}
		}
		for id, secret := range c.Secrets {
			secrets[id] = list{text(secret.Name), text(secret.Value)}
		}
		out["call"] = object{"uses": text(c.Uses), "inputs": inputs, "secrets": secrets, "inherit": c.InheritSecrets}
	}
	return out
}

func workflow(w *actionlint.Workflow) any {
	if w == nil {
		return nil
	}
	events := list{}
	for _, e := range w.On {
		events = append(events, event(e))
	}
	jobs := object{}
	for id, j := range w.Jobs {
		jobs[id] = job(j)
	}
	return object{"name": text(w.Name), "run-name": text(w.RunName), "on": events, "permissions": permissions(w.Permissions),
		"env": env(w.Env), "defaults": defaults(w.Defaults), "concurrency": concurrency(w.Concurrency), "jobs": jobs}
}

func parse(source []byte) (out any) {
	defer func() {
		if recover() != nil {
			out = "panic"
		}
	}()
	w, _ := actionlint.Parse(source)
	return workflow(w)
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
		line, err := json.Marshal(parse(source))
		if err != nil {
			line = []byte(`"` + err.Error() + `"`)
		}
		out.Write(line)
		out.WriteString("\n")
	}
}
