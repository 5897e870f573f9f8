// The one JSON form of the model (schema ward-report/1), written and read. Fields are never renamed within version 1;
// unknown ones are ignored when reading.
#include "formats/document.h"
#include "formats/json_writer.h"
#include "model/report.h"

namespace ward {
namespace {

// Declared ahead, because the list template below must see them all.
void write(JsonWriter& json, const Claim& claim);
void write(JsonWriter& json, const Component& component);
void write(JsonWriter& json, const Match& match);
void write(JsonWriter& json, const Blocker& blocker);
void write(JsonWriter& json, const OnRef& on);
void write(JsonWriter& json, const Finding& finding);
void write(JsonWriter& json, const Skipped& skipped);
void write(JsonWriter& json, const Note& note);
void write(JsonWriter& json, const SubjectRef& ref);
void write(JsonWriter& json, const NotCompared& one);
void write(JsonWriter& json, const SignalTerm& term);
void write(JsonWriter& json, const PackageVerdict& verdict);
void write(JsonWriter& json, const UpdateStep& step);
void write(JsonWriter& json, const UpdateFile& file);
void write(JsonWriter& json, const DependencyUpdate& update);

void write(JsonWriter& json, const Evidence& evidence) {
    json.begin_object().member("path", evidence.path);
    json.key("line");
    if (evidence.line > 0) json.value(evidence.line);
    else json.null();
    json.member("text", evidence.text).end_object();
}

template <typename Item>
void write_list(JsonWriter& json, std::string_view name, const std::vector<Item>& items) {
    json.key(name).begin_array();
    for (const Item& item : items) write(json, item);
    json.end_array();
}

void write(JsonWriter& json, const Claim& claim) {
    json.begin_object().member("version", claim.version).key("evidence");
    write(json, claim.evidence);
    json.end_object();
}

void write(JsonWriter& json, const Component& component) {
    json.begin_object();
    json.member("id", component.id).member("purl", component.purl).member("name", component.name);
    json.member("version", component.version).member_or_null("ecosystem", component.ecosystem);
    json.member("source", name_of(component.source)).member("scope", name_of(component.scope));
    json.member("path", component.path);
    json.member_or_null("parent", component.parent.empty() ? std::nullopt : std::optional(component.parent));
    json.member_values("cpe", component.cpe).member_if("commit", component.commit);
    write_list(json, "evidence", component.evidence);
    if (!component.contradictions.empty()) write_list(json, "contradictions", component.contradictions);
    if (!component.refs.empty()) json.member_values("refs", component.refs);
    json.end_object();
}

void write(JsonWriter& json, const Verdict& verdict) {
    json.begin_object().member("status", name_of(verdict.status)).member_if("justification", verdict.justification);
    json.member("reason", verdict.reason).member_if("author", verdict.author).member("expires", verdict.expires);
    json.key("origin");
    write(json, verdict.origin);
    if (verdict.proof) {
        json.key("proof");
        write(json, *verdict.proof);
    }
    json.end_object();
}

void write(JsonWriter& json, const std::optional<Verdict>& verdict) {
    if (verdict) write(json, *verdict);
    else json.null();
}

void write(JsonWriter& json, const OnRef& on) {
    json.begin_object().member("ref", on.ref).member("purl", on.purl).member("component", on.component);
    json.member("status", name_of(on.status)).key("assessment");
    write(json, on.assessment);
    json.end_object();
}

void write(JsonWriter& json, const Match& match) {
    json.begin_object().member("record", match.record).member("ecosystem", match.ecosystem).member("name", match.name);
    json.member("version", match.version).member("range", match.range).member("path", match.path);
    json.member("line", match.line).end_object();
}

void write(JsonWriter& json, const Blocker& blocker) {
    json.begin_object().member("component", blocker.component).member("name", blocker.name);
    json.member("reason", blocker.reason).end_object();
}

void write(JsonWriter& json, const Finding& finding) {
    json.begin_object();
    json.member("key", finding.key)
        .member("judge", finding.judge)
        .member("rule", finding.rule)
        .member("id", finding.id);
    json.member_values("aliases", finding.aliases).member_values("records", finding.records);
    json.member("severity", name_of(finding.severity)).key("score");
    if (finding.score) json.value(*finding.score);
    else json.null();
    json.member("vector", finding.vector).member("title", finding.title).member("component", finding.component);
    json.member("purl", finding.purl).key("paths").begin_array();
    for (const auto& path : finding.paths) json.values(path);
    json.end_array();
    if (finding.more_places != 0) json.member("more_places", finding.more_places);
    json.member_values("fixed", finding.fixed);
    if (!finding.blocked_by.empty()) write_list(json, "blocked_by", finding.blocked_by);
    if (finding.scope) json.member("scope", name_of(*finding.scope));
    json.member("status", name_of(finding.status)).key("assessment");
    write(json, finding.assessment);
    write_list(json, "evidence", finding.evidence);
    json.member_values("references", finding.references);
    write_list(json, "matches", finding.matches);
    if (!finding.refs.empty()) {
        json.key("refs").begin_array();
        for (const OnRef& on : finding.refs) json.value(on.ref);
        json.end_array();
        write_list(json, "by_ref", finding.refs);
    }
    json.end_object();
}

void write(JsonWriter& json, const Skipped& skipped) {
    json.begin_object()
        .member("path", skipped.path)
        .member("kind", name_of(skipped.kind))
        .member("reason", skipped.reason);
    if (skipped.expected) json.member("expected", true);
    if (!skipped.refs.empty()) json.member_values("refs", skipped.refs);
    json.end_object();
}

void write(JsonWriter& json, const SubjectRef& ref) {
    json.begin_object().member("name", ref.name).member("ref", ref.ref).member("commit", ref.commit);
    json.member("version", ref.version).end_object();
}

void write(JsonWriter& json, const NotCompared& one) {
    json.begin_object().member("ecosystem", one.ecosystem).member("components", one.components).end_object();
}

void write(JsonWriter& json, const Note& note) {
    json.begin_object().member("kind", note.kind).member("text", note.text).member_if("where", note.where).end_object();
}

void write(JsonWriter& json, const SignalTerm& term) {
    json.begin_object().member("signal", term.signal).member("weight", term.weight).member("what", term.what);
    json.end_object();
}

void write(JsonWriter& json, const PackageVerdict& verdict) {
    json.begin_object().member("subject", verdict.subject).member("verdict", verdict.verdict);
    json.member("score", verdict.score).member("reason", verdict.reason);
    write_list(json, "terms", verdict.terms);
    json.end_object();
}

void write(JsonWriter& json, const UpdateStep& step) {
    json.begin_object().member("name", step.name).member("result", step.result).member_if("detail", step.detail);
    json.end_object();
}

void write(JsonWriter& json, const UpdateFile& file) {
    json.begin_object().member("path", file.path).member("verdict", file.verdict);
    if (!file.by.empty()) json.member_values("by", file.by);
    json.member_if("detail", file.detail);
    if (!file.changed) json.member("changed", false);
    json.end_object();
}

void write(JsonWriter& json, const DependencyUpdate& update) {
    json.begin_object().member("id", update.id).member("path", update.path).member_if("purl", update.purl);
    json.member_if("current", update.current).member_if("chosen", update.chosen).member_if("newest", update.newest);
    json.member("state", update.state).member_if("reason", update.reason).member_if("failed_in", update.failed_in);
    for (const auto& [key, texts] : {std::pair("closes", &update.closes), std::pair("keeps", &update.keeps),
                                     std::pair("opens", &update.opens), std::pair("sources", &update.sources)})
        if (!texts->empty()) json.member_values(key, *texts);
    if (!update.evidence.empty()) write_list(json, "evidence", update.evidence);
    if (!update.checks.empty()) write_list(json, "checks", update.checks);
    if (!update.patches.empty()) write_list(json, "patches", update.patches);
    if (!update.counts.empty()) {
        json.key("counts").begin_object();
        for (const auto& [verdict, count] : update.counts) json.member(verdict, count);
        json.end_object();
    }
    if (!update.files.empty()) write_list(json, "files", update.files);
    if (!update.notes.empty()) json.member_values("notes", update.notes);
    if (!update.commits.empty()) json.member_values("commits", update.commits);
    json.member_if("branch", update.branch).member_if("pull", update.pull).end_object();
}

void write(JsonWriter& json, const Since& since) {
    json.begin_object().member("review", since.review).member_values("new", since.new_keys);
    write_list(json, "gone", since.gone);
    json.member("unchanged", since.unchanged).member_values("new_unexplained", since.new_unexplained).end_object();
}

void write(JsonWriter& json, const Summary& summary) {
    json.begin_object().member("components", summary.components).key("open").begin_object();
    json.member("critical", summary.critical).member("high", summary.high).member("medium", summary.medium);
    json.member("low", summary.low).member("none", summary.none).member("unknown", summary.unknown).end_object();
    json.member("assessed", summary.assessed).member("skipped", summary.skipped).member("complete", summary.complete);
    json.end_object();
}

// ---- Reading ----

std::optional<std::string> text_or_none(const Node& node, std::string_view key) {
    const auto text = node.string_at(key);
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

int64_t integer_at(const Node& node, std::string_view key) {
    const Node* found = node.find(key);
    return found != nullptr && found->kind == Node::Kind::integer ? found->integer : 0;
}

bool truth_at(const Node& node, std::string_view key) {
    const Node* found = node.find(key);
    return found != nullptr && found->kind == Node::Kind::boolean && found->truth;
}

std::vector<std::string> texts_of(const Node* list) {
    std::vector<std::string> texts;
    if (list != nullptr)
        for (const Node& item : list->items) texts.push_back(item.text);
    return texts;
}

template <typename Item>
std::vector<Item> list_at(const Node& node, std::string_view key, Item (*read)(const Node&)) {
    std::vector<Item> items;
    if (const Node* list = node.find(key))
        for (const Node& item : list->items) items.push_back(read(item));
    return items;
}

template <typename Item>
Item item_at(const Node& node, std::string_view key, Item (*read)(const Node&)) {
    const Node* found = node.find(key);
    return found == nullptr ? Item{} : read(*found);
}

Evidence read_evidence(const Node& node) {
    return {text_at(node, "path"), integer_at(node, "line"), text_at(node, "text")};
}
Claim read_claim(const Node& node) {
    return {text_at(node, "version"), item_at(node, "evidence", read_evidence)};
}

Component read_component(const Node& node) {
    Component component;
    component.id = text_at(node, "id");
    component.purl = text_at(node, "purl");
    component.name = text_at(node, "name");
    component.version = text_at(node, "version");
    component.ecosystem = text_or_none(node, "ecosystem");
    component.source = source_named(text_at(node, "source")).value_or(Source::vendored);
    component.scope = scope_named(text_at(node, "scope")).value_or(Scope::unknown);
    component.path = text_at(node, "path");
    component.parent = text_at(node, "parent");
    component.cpe = texts_of(node.find("cpe"));
    component.commit = text_at(node, "commit");
    component.evidence = list_at(node, "evidence", read_evidence);
    component.contradictions = list_at(node, "contradictions", read_claim);
    component.refs = texts_of(node.find("refs"));
    return component;
}

Verdict read_verdict(const Node& node) {
    Verdict verdict;
    verdict.status = vex_status_named(text_at(node, "status")).value_or(VexStatus::under_investigation);
    verdict.justification = text_at(node, "justification");
    verdict.reason = text_at(node, "reason");
    verdict.author = text_at(node, "author");
    verdict.expires = text_at(node, "expires");
    verdict.origin = item_at(node, "origin", read_evidence);
    if (const Node* proof = node.find("proof")) verdict.proof = read_evidence(*proof);
    return verdict;
}

std::optional<Verdict> verdict_at(const Node& node, std::string_view key) {
    const Node* verdict = node.find(key);
    return verdict != nullptr && verdict->is_table() ? std::optional(read_verdict(*verdict)) : std::nullopt;
}

OnRef read_on_ref(const Node& node) {
    return {text_at(node, "ref"), text_at(node, "purl"), text_at(node, "component"),
            status_named(text_at(node, "status")).value_or(Status::open), verdict_at(node, "assessment")};
}

SubjectRef read_subject_ref(const Node& node) {
    return {text_at(node, "name"), text_at(node, "ref"), text_at(node, "commit"), text_at(node, "version")};
}

NotCompared read_not_compared(const Node& node) {
    return {text_at(node, "ecosystem"), integer_at(node, "components")};
}

Match read_match(const Node& node) {
    return {text_at(node, "record"), text_at(node, "ecosystem"), text_at(node, "name"),   text_at(node, "version"),
            text_at(node, "range"),  text_at(node, "path"),      integer_at(node, "line")};
}

Blocker read_blocker(const Node& node) {
    return {text_at(node, "component"), text_at(node, "name"), text_at(node, "reason")};
}

Finding read_finding(const Node& node) {
    Finding finding;
    finding.key = text_at(node, "key");
    finding.judge = text_at(node, "judge");
    finding.rule = text_at(node, "rule");
    finding.id = text_at(node, "id");
    finding.aliases = texts_of(node.find("aliases"));
    finding.records = texts_of(node.find("records"));
    finding.severity = severity_named(text_at(node, "severity")).value_or(Severity::unknown);
    if (const Node* score = node.find("score")) {
        if (score->kind == Node::Kind::real) finding.score = score->real;
        if (score->kind == Node::Kind::integer) finding.score = static_cast<double>(score->integer);
    }
    finding.vector = text_at(node, "vector");
    finding.title = text_at(node, "title");
    finding.component = text_at(node, "component");
    finding.purl = text_at(node, "purl");
    if (const Node* paths = node.find("paths"))
        for (const Node& path : paths->items) finding.paths.push_back(texts_of(&path));
    if (const Node* more = node.find("more_places")) finding.more_places = std::max<int64_t>(0, more->integer);
    finding.fixed = texts_of(node.find("fixed"));
    finding.blocked_by = list_at(node, "blocked_by", read_blocker);
    finding.scope = scope_named(text_at(node, "scope"));
    finding.status = status_named(text_at(node, "status")).value_or(Status::open);
    finding.assessment = verdict_at(node, "assessment");
    finding.evidence = list_at(node, "evidence", read_evidence);
    finding.references = texts_of(node.find("references"));
    finding.matches = list_at(node, "matches", read_match);
    finding.refs = list_at(node, "by_ref", read_on_ref);
    return finding;
}

Skipped read_skipped(const Node& node) {
    return {text_at(node, "path"), skip_kind_named(text_at(node, "kind")).value_or(SkipKind::unread),
            text_at(node, "reason"), truth_at(node, "expected"), texts_of(node.find("refs"))};
}

Note read_note(const Node& node) {
    return {text_at(node, "kind"), text_at(node, "text"), text_at(node, "where")};
}

double number_at(const Node& node, std::string_view key) {
    const Node* found = node.find(key);
    if (found == nullptr) return 0;
    return found->kind == Node::Kind::integer ? static_cast<double>(found->integer) : found->real;
}

SignalTerm read_term(const Node& node) {
    return {text_at(node, "signal"), number_at(node, "weight"), text_at(node, "what")};
}

PackageVerdict read_package_verdict(const Node& node) {
    return {text_at(node, "subject"), text_at(node, "verdict"), number_at(node, "score"), text_at(node, "reason"),
            list_at(node, "terms", read_term)};
}

UpdateStep read_update_step(const Node& node) {
    return {text_at(node, "name"), text_at(node, "result"), text_at(node, "detail")};
}

UpdateFile read_update_file(const Node& node) {
    const Node* changed = node.find("changed");
    return {text_at(node, "path"), text_at(node, "verdict"), texts_of(node.find("by")), text_at(node, "detail"),
            changed == nullptr || changed->truth};
}

DependencyUpdate read_update(const Node& node) {
    DependencyUpdate out;
    for (const auto& [key, text] :
         {std::pair("id", &out.id), std::pair("path", &out.path), std::pair("purl", &out.purl),
          std::pair("current", &out.current), std::pair("chosen", &out.chosen), std::pair("newest", &out.newest),
          std::pair("state", &out.state), std::pair("reason", &out.reason), std::pair("failed_in", &out.failed_in),
          std::pair("branch", &out.branch), std::pair("pull", &out.pull)})
        *text = text_at(node, key);
    for (const auto& [key, texts] :
         {std::pair("closes", &out.closes), std::pair("keeps", &out.keeps), std::pair("opens", &out.opens),
          std::pair("sources", &out.sources), std::pair("notes", &out.notes), std::pair("commits", &out.commits)})
        *texts = texts_of(node.find(key));
    out.evidence = list_at(node, "evidence", read_update_step);
    out.checks = list_at(node, "checks", read_update_step);
    out.patches = list_at(node, "patches", read_update_step);
    if (const Node* counts = node.find("counts"))
        for (const auto& [verdict, count] : counts->fields) out.counts.emplace_back(verdict, count.integer);
    out.files = list_at(node, "files", read_update_file);
    return out;
}

Since read_since(const Node& node) {
    return {text_at(node, "review"), texts_of(node.find("new")), list_at(node, "gone", read_finding),
            integer_at(node, "unchanged"), texts_of(node.find("new_unexplained"))};
}

Summary read_summary(const Node& node) {
    Summary summary;
    summary.components = integer_at(node, "components");
    if (const Node* open = node.find("open")) {
        summary.critical = integer_at(*open, "critical");
        summary.high = integer_at(*open, "high");
        summary.medium = integer_at(*open, "medium");
        summary.low = integer_at(*open, "low");
        summary.none = integer_at(*open, "none");
        summary.unknown = integer_at(*open, "unknown");
    }
    summary.assessed = integer_at(node, "assessed");
    summary.skipped = integer_at(node, "skipped");
    summary.complete = truth_at(node, "complete");
    return summary;
}

}  // namespace

std::string to_json(const Report& report) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-report/1");
    json.key("ward")
        .begin_object()
        .member("version", report.ward_version)
        .member("commit", report.ward_commit)
        .end_object();
    json.member("command", report.command).member("started", report.started);
    json.key("subject").begin_object().member("kind", report.subject.kind).member("path", report.subject.path);
    json.member("name", report.subject.name).member("version", report.subject.version);
    json.member_or_null("ref", report.subject.ref).member_or_null("commit", report.subject.commit);
    if (!report.subject.refs.empty()) write_list(json, "refs", report.subject.refs);
    json.end_object();
    json.key("advisories").begin_object().member("snapshot", report.advisories.snapshot);
    json.member("updated", report.advisories.updated).member("records", report.advisories.records);
    if (!report.advisories.not_compared.empty()) write_list(json, "not_compared", report.advisories.not_compared);
    json.end_object();
    write_list(json, "components", report.components);
    write_list(json, "findings", report.findings);
    write_list(json, "skipped", report.skipped);
    write_list(json, "notes", report.notes);
    if (!report.verdicts.empty()) write_list(json, "verdicts", report.verdicts);
    if (!report.updates.empty()) write_list(json, "updates", report.updates);
    if (report.since) {
        json.key("since");
        write(json, *report.since);
    }
    json.key("summary");
    write(json, report.summary);
    json.end_object();
    return json.take();
}

Result<Report> report_from_json(std::string_view text, std::string_view name) {
    constexpr DocumentLimits limits{.bytes = 512u << 20, .depth = 16, .nodes = 50'000'000, .aliases = 0};
    WARD_TRY(const Node root, parse_json(text, name, limits));
    if (text_at(root, "schema") != "ward-report/1")
        return fail(ErrorCode::parse, "is not a ward-report/1 (no such \"schema\")", std::string(name));
    Report report;
    if (const Node* ward = root.find("ward")) {
        report.ward_version = text_at(*ward, "version");
        report.ward_commit = text_at(*ward, "commit");
    }
    report.command = text_at(root, "command");
    report.started = text_at(root, "started");
    if (const Node* subject = root.find("subject"))
        report.subject = {text_at(*subject, "kind"),
                          text_at(*subject, "path"),
                          text_at(*subject, "name"),
                          text_at(*subject, "version"),
                          text_or_none(*subject, "ref"),
                          text_or_none(*subject, "commit"),
                          list_at(*subject, "refs", read_subject_ref)};
    if (const Node* source = root.find("advisories"))
        report.advisories = {text_at(*source, "snapshot"), text_at(*source, "updated"), integer_at(*source, "records"),
                             list_at(*source, "not_compared", read_not_compared)};
    report.components = list_at(root, "components", read_component);
    report.findings = list_at(root, "findings", read_finding);
    report.skipped = list_at(root, "skipped", read_skipped);
    report.notes = list_at(root, "notes", read_note);
    report.verdicts = list_at(root, "verdicts", read_package_verdict);
    report.updates = list_at(root, "updates", read_update);
    if (const Node* since = root.find("since")) report.since = read_since(*since);
    report.summary = item_at(root, "summary", read_summary);
    return report;
}

}  // namespace ward
