// What a result leaves out it inherits from its rule: the level from defaultConfiguration, the score from the property
// security-severity, the text from the rule's messages. The rule is found by its index where there is one, in the
// driver or the extension that toolComponent names, else by id; of an id with parts ("A/B") the longest one that is
// defined ("A/B", then "A") counts (section 3.52.4).
#include "formats/sarif.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"
#include "formats/sarif_uri.h"

namespace ward::sarif {
namespace {

const Node* item_at(std::span<const Node> items, const Node* index) {
    if (index == nullptr || index->kind != Node::Kind::integer || index->integer < 0) return nullptr;
    const auto at = static_cast<size_t>(index->integer);
    return at < items.size() ? &items[at] : nullptr;
}

// Cut at a character's start.
std::string shortened(std::string text) {
    if (text.size() <= max_text_bytes) return text;
    size_t end = max_text_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
    return text + "…";
}

std::optional<double> number_of(const Node* node) {
    if (node == nullptr) return std::nullopt;
    double value = 0;
    if (node->kind == Node::Kind::real) value = node->real;
    else if (node->kind == Node::Kind::integer) value = static_cast<double>(node->integer);
    else if (const auto read = node->is_string() ? to_number<double>(node->text) : std::nullopt) value = *read;
    else return std::nullopt;
    return value >= 0 && value <= 10 ? std::optional(value) : std::nullopt;
}

class RunReader {
  public:
    RunReader(const Node& run, std::string_view root) : node_(run), root_(root) {
        if (const Node* tool = run.find("tool")) {
            driver_ = tool->find("driver");
            if (driver_ != nullptr) {
                run_.tool = text_at(*driver_, "name");
                run_.version = text_at(*driver_, "semanticVersion");
                if (run_.version.empty()) run_.version = text_at(*driver_, "version");
                index(*driver_);
            }
            extensions_ = items_at(*tool, "extensions");
            for (const Node& extension : extensions_) index(extension);
        }
        if (const Node* bases = run.find("originalUriBaseIds"))
            for (const auto& [id, base] : bases->fields)
                bases_[id] = {text_at(base, "uri"), text_at(base, "uriBaseId")};
        for (const Node& source : items_at(run, "versionControlProvenance")) {
            SourceVersion version{text_at(source, "revisionId"), text_at(source, "branch")};
            if (run_.sources.size() == max_sources) break;
            if (!version.revision.empty() || !version.branch.empty()) run_.sources.push_back(std::move(version));
        }
        for (const Node& invocation : items_at(run, "invocations"))
            if (const Node* success = invocation.find("executionSuccessful");
                success != nullptr && success->kind == Node::Kind::boolean && !success->truth)
                run_.failed = true;
    }

    // Reads results until `room` is used up; the others are counted in `left_out`.
    Run read(size_t room, size_t& left_out) {
        for (const Node& node : items_at(node_, "results")) {
            if (text_at(node, "baselineState") == "absent") {
                ++run_.absent;
                continue;
            }
            const std::string_view kind = node.string_at("kind").value_or("fail");
            if (kind == "pass" || kind == "notApplicable") {
                ++run_.passed;
                continue;
            }
            if (run_.results.size() == room) ++left_out;
            else run_.results.push_back(read_result(node));
        }
        return std::move(run_);
    }

  private:
    void index(const Node& component) {
        for (const Node& rule : items_at(component, "rules"))
            if (const auto id = rule.string_at("id")) rules_.try_emplace(*id, &rule);
    }

    const Node* rule_of(const Node& result, const Node* reference, const std::string& id) const {
        const Node* component = driver_;
        const Node* number = result.find("ruleIndex");
        if (reference != nullptr) {
            if (const Node* own = reference->find("index")) number = own;
            if (const Node* where = reference->find("toolComponent");
                where != nullptr && where->find("index") != nullptr)
                component = item_at(extensions_, where->find("index"));
        }
        if (component != nullptr)
            if (const Node* rule = item_at(items_at(*component, "rules"), number)) return rule;
        for (std::string_view part = id; !part.empty();) {
            if (const auto found = rules_.find(part); found != rules_.end()) return found->second;
            const size_t slash = part.rfind('/');
            if (slash == std::string_view::npos) break;
            part = part.substr(0, slash);
        }
        return nullptr;
    }

    Result read_result(const Node& node) const {
        Result result;
        result.line = node.line;
        const Node* reference = node.find("rule");
        result.rule = text_at(node, "ruleId");
        if (result.rule.empty() && reference != nullptr) result.rule = text_at(*reference, "id");
        const Node* rule = rule_of(node, reference, result.rule);
        if (result.rule.empty() && rule != nullptr) result.rule = text_at(*rule, "id");
        result.kind = node.string_at("kind").value_or("fail");
        result.level = text_at(node, "level");
        const Node* properties = node.find("properties");
        if (properties != nullptr) result.security_severity = number_of(properties->find("security-severity"));
        if (rule != nullptr) read_rule(*rule, result);
        // Whatever is not a failure has no level (section 3.27.10).
        if (result.kind != "fail") result.level = "none";
        else if (result.level.empty()) result.level = "warning";
        if (const Node* message = node.find("message")) result.message = message_of(*message, rule);
        for (const std::string_view key : {"fingerprints", "partialFingerprints"})
            if (const Node* prints = node.find(key); prints != nullptr && result.fingerprint.empty())
                for (const auto& [name, value] : prints->fields) result.fingerprint += name + '=' + value.text + '\n';
        for (const Node& location : items_at(node, "locations"))
            if (result.locations.size() < max_locations) result.locations.push_back(read_location(location));
        for (const Node& one : items_at(node, "suppressions")) {
            Suppression suppression{text_at(one, "kind"), text_at(one, "status"), text_at(one, "justification")};
            if (suppression.status.empty()) suppression.status = "accepted";
            result.suppressions.push_back(std::move(suppression));
        }
        return result;
    }

    static void read_rule(const Node& rule, Result& result) {
        if (const Node* text = rule.find("shortDescription")) result.title = text_at(*text, "text");
        if (result.title.empty()) result.title = text_at(rule, "name");
        result.title = shortened(std::move(result.title));
        result.help = text_at(rule, "helpUri");
        if (const Node* usual = rule.find("defaultConfiguration"); usual != nullptr && result.level.empty())
            result.level = text_at(*usual, "level");
        if (const Node* properties = rule.find("properties"); properties != nullptr && !result.security_severity)
            result.security_severity = number_of(properties->find("security-severity"));
    }

    // The text itself, or the rule's message of that id, with {0}, {1} filled in.
    static std::string message_of(const Node& message, const Node* rule) {
        std::string text = text_at(message, "text");
        if (text.empty() && rule != nullptr)
            if (const Node* strings = rule->find("messageStrings"))
                if (const Node* one = strings->find(text_at(message, "id"))) text = text_at(*one, "text");
        const std::span<const Node> arguments = items_at(message, "arguments");
        std::string out;
        for (size_t i = 0; i < text.size() && out.size() <= max_text_bytes; ++i) {
            const size_t close = text[i] == '{' ? text.find('}', i) : std::string::npos;
            const auto number = close == std::string::npos || close - i > 4
                                    ? std::nullopt
                                    : to_number<size_t>(std::string_view(text).substr(i + 1, close - i - 1));
            if (!number || *number >= arguments.size()) {
                out += text[i];
                continue;
            }
            out += arguments[*number].text;
            i = close;
        }
        return shortened(std::move(out));
    }

    Location read_location(const Node& node) const {
        Location location;
        const Node* physical = node.find("physicalLocation");
        const Node* artifact = physical == nullptr ? nullptr : physical->find("artifactLocation");
        if (artifact == nullptr) return location;
        if (const Node* region = physical->find("region")) {
            if (const Node* line = region->find("startLine"); line != nullptr && line->integer > 0)
                location.line = line->integer;
            if (const Node* snippet = region->find("snippet")) location.snippet = shortened(text_at(*snippet, "text"));
        }
        // Without a URI of its own it is one of the run's artifacts.
        if (text_at(*artifact, "uri").empty())
            if (const Node* listed = item_at(items_at(node_, "artifacts"), artifact->find("index")))
                if (const Node* place = listed->find("location")) artifact = place;
        const std::string uri = text_at(*artifact, "uri");
        if (auto path = path_of(uri, text_at(*artifact, "uriBaseId"), bases_, root_)) location.path = *std::move(path);
        else location.outside = shortened(uri);
        return location;
    }

    const Node& node_;
    std::string_view root_;
    const Node* driver_ = nullptr;
    std::span<const Node> extensions_;
    std::map<std::string_view, const Node*> rules_;
    UriBases bases_;
    Run run_;
};

}  // namespace

ward::Result<Log> parse(std::string_view json, std::string_view name, std::string_view root) {
    constexpr DocumentLimits limits{.bytes = max_bytes, .depth = max_depth, .nodes = max_nodes, .aliases = 0};
    // Tools of Windows put a byte order mark in front.
    if (json.starts_with("\xef\xbb\xbf")) json.remove_prefix(3);
    WARD_TRY(const Node document, parse_json(json, name, limits));
    const Node* runs = document.find("runs");
    if (runs == nullptr || !runs->is_list())
        return fail(ErrorCode::parse, "is not SARIF (it has no list of runs)", std::string(name));
    if (text_at(document, "version") != "2.1.0")
        return fail(ErrorCode::unsupported, "is not SARIF of version 2.1.0", std::string(name));
    if (runs->items.size() > max_runs)
        return fail(ErrorCode::limit, fmt::format("has more than {} runs", max_runs), std::string(name));
    Log log;
    size_t room = max_results;
    for (const Node& run : runs->items) {
        log.runs.push_back(RunReader(run, root).read(room, log.left_out));
        room -= log.runs.back().results.size();
    }
    return log;
}

}  // namespace ward::sarif
