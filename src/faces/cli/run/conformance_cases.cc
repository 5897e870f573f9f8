// See conformance_cases.h. Expectations that cannot be read are errors, never guesses: a case that is silently left out
// is a case that passes.
#include "faces/cli/run/conformance_cases.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"
#include "formats/versions/versions.h"

namespace ward::cli::conformance {
namespace {

constexpr int max_watchdog_seconds = 60;

constexpr std::array<std::pair<std::string_view, Proof>, 4> proofs{
    {{"content", Proof::content}, {"write", Proof::write}, {"effect", Proof::effect}, {"metadata", Proof::metadata}}};
constexpr std::array<std::string_view, 6> stoppers{"landlock", "seccomp", "fds", "policy", "node", "nothing"};
constexpr std::array<std::string_view, 14> keys{"id",       "title",  "label",    "reference", "versions",
                                                "measured", "grants", "prove",    "stops",     "needs",
                                                "setup",    "plain",  "watchdog", "note"};
constexpr size_t required_keys = 9;

constexpr std::array<std::pair<std::string_view, Trace>, 36> traces{{
    {"has", Trace::question},
    {"has-buffer", Trace::question},
    {"drop", Trace::question},
    {"readFileSync", Trace::content},
    {"readFileSync-buffer", Trace::content},
    {"readFileSync-bytes", Trace::content},
    {"readFileSync-url", Trace::content},
    {"readFile", Trace::content},
    {"promises.readFile", Trace::content},
    {"createReadStream", Trace::content},
    {"openSync-r", Trace::content},
    {"opendirSync", Trace::names},
    {"readdirSync", Trace::names},
    {"existsSync", Trace::existence},
    {"accessSync", Trace::existence},
    {"statSync", Trace::size},
    {"openSync-w", Trace::written},
    {"writeFileSync", Trace::written},
    {"writeFile", Trace::written},
    {"promises.writeFile", Trace::written},
    {"mkdirSync", Trace::folder},
    {"symlinkSync", Trace::link},
    {"rmSync", Trace::removed},
    {"chmodSync", Trace::mode},
    {"fchmodSync", Trace::mode},
    {"spawn", Trace::content},
    {"spawnSync", Trace::content},
    {"execFileSync", Trace::content},
    {"Worker", Trace::content},
    {"WASI", Trace::none},
    {"dlopen", Trace::none},
    {"require-node", Trace::none},
    {"inspector", Trace::none},
    {"net.connect", Trace::none},
    {"dns.lookup", Trace::none},
    {"dgram", Trace::none},
}};

std::unexpected<Error> wrong(std::string_view file, int line, std::string what) {
    return fail(ErrorCode::parse, std::move(what), fmt::format("{}:{}", file, line));
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    for (const std::string_view word : split(text, ' '))
        if (!word.empty()) out.emplace_back(word);
    return out;
}

// "key: value" of "// key: value"; nothing where the header ends.
std::optional<std::pair<std::string, std::string>> header_line(std::string_view line) {
    const size_t colon = line.find(": ");
    if (!line.starts_with("// ") || colon == std::string_view::npos) return std::nullopt;
    const std::string_view key = line.substr(3, colon - 3);
    const std::string_view value = trim(line.substr(colon + 2));
    const bool word = !key.empty() && std::ranges::all_of(key, [](char c) { return c >= 'a' && c <= 'z'; });
    if (!word || value.empty()) return std::nullopt;
    return std::pair(std::string(key), std::string(value));
}

Result<std::vector<std::string>> texts_at(std::string_view file, const Node& table, std::string_view key) {
    std::vector<std::string> out;
    const Node* list = table.find(key);
    if (list == nullptr) return out;
    if (!list->is_list()) return wrong(file, list->line, fmt::format("{} is a list of strings", key));
    for (const Node& item : list->items) {
        if (!item.is_string()) return wrong(file, item.line, fmt::format("{} is a list of strings", key));
        out.push_back(item.text);
    }
    return out;
}

Result<void> only(std::string_view file, const Node& table, std::span<const std::string_view> allowed) {
    for (const auto& [key, value] : table.fields)
        if (std::ranges::find(allowed, key) == allowed.end())
            return wrong(file, value.line, fmt::format("no key '{}'", display(key)));
    return {};
}

Result<Ask> parse_ask(std::string_view file, const Node& node, std::string id) {
    constexpr std::array<std::string_view, 5> known{"ask", "node", "ward", "kernel", "why"};
    WARD_TRY_VOID(only(file, node, known));
    Ask out;
    out.id = std::move(id);
    out.text = text_at(node, "ask");
    out.why = text_at(node, "why");
    out.words = words_of(out.text);
    if (out.words.empty() || !trace_of(out.words[0]))
        return wrong(file, node.line, fmt::format("{}: no operation '{}'", out.id, display(out.text)));
    const Node* answers = node.find("node");
    if (answers == nullptr || (!answers->is_string() && !answers->is_table()))
        return wrong(file, node.line, out.id + ": node is an answer, or a table of answers by versions");
    if (answers->is_string()) out.node.push_back({"", answers->text});
    for (const auto& [range, answer] : answers->fields) {
        if (!in_range("20.0.0", range) || !answer.is_string())
            return wrong(file, answer.line, fmt::format("{}: '{}' is no range with an answer", out.id, display(range)));
        out.node.push_back({range, answer.text});
    }
    if (const auto text = node.string_at("ward")) out.ward = std::string(*text);
    if (const auto text = node.string_at("kernel")) out.kernel = std::string(*text);
    if ((out.ward || out.kernel) && out.why.empty())
        return wrong(file, node.line, out.id + ": a difference from node's answer needs its why");
    return out;
}

Result<AskSet> parse_set(std::string_view file, const Node& node) {
    constexpr std::array<std::string_view, 8> known{"id",    "title",  "reference", "nodes",
                                                    "setup", "grants", "refused",   "ask"};
    WARD_TRY_VOID(only(file, node, known));
    AskSet out;
    out.id = text_at(node, "id");
    out.title = text_at(node, "title");
    out.reference = text_at(node, "reference");
    out.nodes = text_at(node, "nodes");
    out.refused = text_at(node, "refused");
    WARD_TRY(out.setup, texts_at(file, node, "setup"));
    WARD_TRY(out.grants, texts_at(file, node, "grants"));
    if (out.id.empty() || out.title.empty() || out.reference.empty())
        return wrong(file, node.line, "a set has id, title and reference");
    if (!in_range("20.0.0", out.nodes)) return wrong(file, node.line, out.id + ": nodes is no range");
    for (const Node& ask : items_at(node, "ask")) {
        WARD_TRY(auto parsed, parse_ask(file, ask, fmt::format("{}.{}", out.id, out.asks.size() + 1)));
        out.asks.push_back(std::move(parsed));
    }
    if (out.asks.empty()) return wrong(file, node.line, out.id + " asks nothing");
    return out;
}

}  // namespace

Result<Attack> parse_attack(std::string_view file, std::string_view text) {
    Attack out;
    out.file = file;
    out.text = text;
    std::map<std::string, std::string, std::less<>> fields;
    int number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        const auto pair = header_line(line);
        if (!pair) break;
        const auto& [key, value] = *pair;
        if (std::ranges::find(keys, key) == keys.end()) return wrong(file, number, fmt::format("no key '{}'", key));
        if (key == "setup") out.setup.push_back(value);
        else if (!fields.emplace(key, value).second) return wrong(file, number, fmt::format("{} stands twice", key));
    }
    for (size_t i = 0; i < required_keys; ++i)
        if (!fields.contains(keys[i])) return wrong(file, number, fmt::format("the header has no {}", keys[i]));
    out.id = fields["id"];
    out.title = fields["title"];
    out.label = fields["label"];
    out.reference = fields["reference"];
    out.versions = fields["versions"];
    out.grants = words_of(fields["grants"]);
    out.stops = fields["stops"];
    out.needs = words_of(fields["needs"]);
    const auto* proof = std::ranges::find(proofs, fields["prove"], &std::pair<std::string_view, Proof>::first);
    if (proof == proofs.end() || std::ranges::find(stoppers, out.stops) == stoppers.end())
        return wrong(file, number, "prove or stops has a word that is not known");
    out.prove = proof->second;
    if (!in_range("20.0.0", out.versions)) return wrong(file, number, "versions is no range");
    if (fields.contains("watchdog")) {
        const auto seconds = to_number<int>(fields["watchdog"]);
        if (!seconds || *seconds < 1 || *seconds > max_watchdog_seconds)
            return wrong(file, number, "watchdog is a number of seconds");
        out.watchdog = std::chrono::seconds(*seconds);
    }
    return out;
}

Result<std::vector<AskSet>> parse_asks(std::string_view file, std::string_view text) {
    WARD_TRY(const Node document, parse_toml(text, file));
    const Node* schema = document.find("schema");
    if (schema == nullptr || schema->integer != 1) return wrong(file, 1, "begins with schema = 1");
    std::vector<AskSet> out;
    for (const Node& set : items_at(document, "set")) {
        WARD_TRY(auto parsed, parse_set(file, set));
        out.push_back(std::move(parsed));
    }
    return out;
}

Result<bool> in_range(std::string_view version, std::string_view range) {
    if (range.empty()) return true;
    if (range == "none") return false;
    // npm leaves out words that it does not understand; a slip in a case must not widen what is expected.
    for (const std::string_view word : split(range, ' ')) {
        const std::string_view bound = word.substr(std::min(word.find_first_not_of("<>=^~"), word.size()));
        if (word != "||" && (bound.empty() || !is_digit(bound[0])))
            return fail(ErrorCode::parse, "'" + display(range) + "' is no range");
    }
    return versions::satisfies(*versions::ordering_named("npm"), version, range);
}

std::optional<std::string> expected_for(const std::vector<Expected>& answers, std::string_view version) {
    for (const Expected& one : answers)
        if (in_range(version, one.range).value_or(false)) return one.answer;
    return std::nullopt;
}

std::optional<Trace> trace_of(std::string_view operation) {
    const auto* row = std::ranges::find(traces, operation, &std::pair<std::string_view, Trace>::first);
    return row == traces.end() ? std::nullopt : std::optional(row->second);
}

}  // namespace ward::cli::conformance
