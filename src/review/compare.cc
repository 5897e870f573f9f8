// The comparison of two reviews, and the file that carries one to the next.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "formats/document.h"
#include "formats/json_writer.h"
#include "review/review.h"

namespace ward::review {
namespace {

std::string_view package_of(const Finding& finding) {
    return std::string_view(finding.purl).substr(0, finding.purl.find_first_of("@?#"));
}

// Contradictions all share one id, and so do findings of one rule of another tool, which are about no package: only
// their keys tell them apart.
bool is_told_by_key(const Finding& finding) {
    return finding.rule == "contradiction" || finding.purl.empty();
}

// Findings of one report, by what tells that two reports speak of the same matter: the same package with an id in
// common (records gain and lose aliases over time, and files move).
class Matters {
  public:
    explicit Matters(std::span<const Finding> findings) {
        for (const Finding& finding : findings) {
            if (is_told_by_key(finding)) keys_.insert(finding.key);
            else
                for (std::string& id : ids_of(finding))
                    versions_[{std::move(id), std::string(package_of(finding))}].insert(finding.purl);
        }
    }
    // Has a finding of `other` its counterpart here? Another version of the package is one if it took the other's
    // place; beside it, it is a finding of its own.
    bool has(const Finding& finding, const Matters& other) const {
        if (is_told_by_key(finding)) return keys_.contains(finding.key);
        return std::ranges::any_of(ids_of(finding), [&](const std::string& id) {
            const auto place = std::pair(id, std::string(package_of(finding)));
            const auto here = versions_.find(place);
            if (here == versions_.end()) return false;
            const auto there = other.versions_.find(place);
            return std::ranges::any_of(here->second, [&](std::string_view purl) {
                return purl == finding.purl || there == other.versions_.end() || !there->second.contains(purl);
            });
        });
    }

  private:
    std::set<std::string_view> keys_;
    std::map<std::pair<std::string, std::string>, std::set<std::string_view>> versions_;
};

std::vector<std::string> unexplained_of(const Report& report) {
    std::set<std::string> paths;
    for (const Skipped& part : report.skipped)
        if (part.kind == SkipKind::unexplained && !part.expected) paths.insert(part.path);
    return {paths.begin(), paths.end()};
}

// Branches on which a finding is open.
std::vector<std::string> open_on(const Finding& finding) {
    std::vector<std::string> refs;
    for (const OnRef& on : finding.refs)
        if (on.status == Status::open) refs.push_back(on.ref);
    return refs;
}

// Is it open on a branch that the previous review looked at and did not have it open on?
bool reaches_further(const Finding& finding, const State& previous) {
    if (previous.refs.empty() || finding.status != Status::open) return false;
    std::set<std::string_view> known;
    const std::vector<std::string> ids = ids_of(finding);
    for (const Finding& before : previous.findings) {
        const bool same =
            before.key == finding.key || (before.rule != "contradiction" && package_of(before) == package_of(finding) &&
                                          std::ranges::any_of(before.aliases, [&](const std::string& id) {
                                              return std::ranges::binary_search(ids, id);
                                          }));
        if (!same) continue;
        for (const OnRef& on : before.refs)
            if (on.status == Status::open) known.insert(on.ref);
    }
    return std::ranges::any_of(open_on(finding), [&](const std::string& ref) {
        return !known.contains(ref) && std::ranges::find(previous.refs, ref) != previous.refs.end();
    });
}

}  // namespace

State state_of(const Report& report) {
    State state{report.started, {}, unexplained_of(report), {}};
    for (const SubjectRef& ref : report.subject.refs) state.refs.push_back(ref.name);
    for (const Finding& finding : report.findings) {
        Finding kept;
        kept.key = finding.key;
        kept.judge = finding.judge;
        kept.rule = finding.rule;
        kept.id = finding.id;
        kept.aliases = ids_of(finding);
        kept.purl = finding.purl;
        kept.severity = finding.severity;
        kept.status = finding.status;
        kept.title = finding.title;
        if (!finding.evidence.empty()) kept.evidence = {{finding.evidence[0].path, 0, ""}};
        for (const OnRef& on : finding.refs) kept.refs.push_back({on.ref, "", "", on.status, std::nullopt});
        state.findings.push_back(std::move(kept));
    }
    std::ranges::sort(state.findings, {},
                      [](const Finding& finding) { return std::tie(finding.purl, finding.id, finding.key); });
    return state;
}

std::string to_json(const State& state) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-state/1").member("review", state.review).key("findings").begin_array();
    for (const Finding& finding : state.findings) {
        json.begin_object().member("key", finding.key).member("judge", finding.judge).member("rule", finding.rule);
        json.member("id", finding.id).member_values("ids", finding.aliases).member("purl", finding.purl);
        json.member("severity", name_of(finding.severity)).member("status", name_of(finding.status));
        json.member("title", finding.title).member("path", finding.evidence.empty() ? "" : finding.evidence[0].path);
        if (!finding.refs.empty()) json.member_values("open_on", open_on(finding));
        json.end_object();
    }
    json.end_array();
    if (!state.refs.empty()) json.member_values("refs", state.refs);
    json.key("unexplained").begin_array();
    for (const std::string& path : state.unexplained) json.value(path);
    json.end_array().end_object();
    return json.take();
}

Result<State> state_from_json(std::string_view text, std::string_view name) {
    constexpr DocumentLimits limits{.bytes = 256u << 20, .depth = 8, .nodes = 20'000'000, .aliases = 0};
    WARD_TRY(const Node root, parse_json(text, name, limits));
    if (text_at(root, "schema") != "ward-state/1")
        return fail(ErrorCode::parse, "is not a ward-state/1 file (no such \"schema\")", std::string(name) + ":1");
    State state;
    state.review = text_at(root, "review");
    if (const Node* findings = root.find("findings")) {
        for (const Node& item : findings->items) {
            Finding finding;
            finding.key = text_at(item, "key");
            if (finding.key.empty())
                return fail(ErrorCode::parse, "a finding without \"key\"",
                            std::string(name) + ":" + std::to_string(item.line));
            finding.judge = text_at(item, "judge");
            finding.rule = text_at(item, "rule");
            finding.id = text_at(item, "id");
            if (const Node* ids = item.find("ids"))
                for (const Node& id : ids->items) finding.aliases.push_back(id.text);
            finding.purl = text_at(item, "purl");
            finding.severity = severity_named(text_at(item, "severity")).value_or(Severity::unknown);
            finding.status = status_named(text_at(item, "status")).value_or(Status::open);
            finding.title = text_at(item, "title");
            if (const std::string path = text_at(item, "path"); !path.empty()) finding.evidence = {{path, 0, ""}};
            if (const Node* refs = item.find("open_on"))
                for (const Node& ref : refs->items)
                    finding.refs.push_back({ref.text, "", "", Status::open, std::nullopt});
            state.findings.push_back(std::move(finding));
        }
    }
    if (const Node* refs = root.find("refs"))
        for (const Node& ref : refs->items) state.refs.push_back(ref.text);
    if (const Node* paths = root.find("unexplained"))
        for (const Node& path : paths->items) state.unexplained.push_back(path.text);
    return state;
}

void compare(Report& report, const State& previous) {
    Since since;
    since.review = previous.review;
    const Matters before(previous.findings);
    std::vector<Finding> open_before;
    std::ranges::copy_if(previous.findings, std::back_inserter(open_before),
                         [](const Finding& finding) { return finding.status == Status::open; });
    const Matters known_open(open_before);
    const Matters now(report.findings);
    for (const Finding& finding : report.findings) {
        // One whose assessment ran out is new again: somebody has to look at it.
        const bool is_known = (finding.status == Status::open ? known_open : before).has(finding, now);
        if (is_known && !reaches_further(finding, previous)) ++since.unchanged;
        else since.new_keys.push_back(finding.key);
    }
    for (const Finding& finding : previous.findings)
        if (!now.has(finding, before)) since.gone.push_back(finding);
    std::ranges::sort(since.new_keys);
    std::ranges::set_difference(unexplained_of(report), previous.unexplained,
                                std::back_inserter(since.new_unexplained));
    report.since = std::move(since);
}

}  // namespace ward::review
