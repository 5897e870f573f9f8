// One set of questions: node's own answers, ward's beside has(), and the kernel's beside everything that it can see.
#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/run/conformance_rows.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::cli::conformance {
namespace {

// A property of an error as expectations have it: - where it is missing, "" where it is empty.
std::string property(const Node& line, std::string_view key) {
    const auto text = line.string_at(key);
    return !text ? "-" : text->empty() ? "\"\"" : std::string(*text);
}

struct Answer {
    std::string text;  // "allowed", "denied CODE PERMISSION RESOURCE", "failed CODE"; of has() "true" or "false"
    std::string evidence;
    std::string message;
    bool allowed() const { return text == "allowed"; }
};

std::map<std::string, Answer> answers_of(const Ran& ran) {
    std::map<std::string, Answer> out;
    for (const std::string_view text : split(ran.output, '\n')) {
        const auto line = parse_json(text, "an answer");
        if (!line || !line->is_table()) continue;
        Answer answer{.text = {}, .evidence = text_at(*line, "evidence"), .message = text_at(*line, "message")};
        if (line->string_at("answer")) answer.text = "allowed";
        else if (const std::string code = text_at(*line, "code"); is_refusal(code))
            answer.text =
                fmt::format("denied {} {} {}", code, property(*line, "permission"), property(*line, "resource"));
        else answer.text = "failed " + code;
        out[text_at(*line, "id")] = std::move(answer);
    }
    return out;
}

std::string asks_json(const std::vector<const Ask*>& asks, const World& world) {
    JsonWriter json(JsonLayout::compact);
    json.begin_array();
    for (const Ask* ask : asks) {
        json.begin_object();
        json.member("id", ask->id);
        json.member_values("words", world.fill_all(ask->words));
        json.end_object();
    }
    json.end_array();
    return json.take();
}

// What the kernel can be asked: whether, not with which words.
std::string plain(const std::string& answer) {
    return answer.starts_with("denied") ? "denied" : answer;
}

class Inquiry {
  public:
    Inquiry(const AskSet& set, const Binary& node, std::string_view probe) : set_(set), node_(node), probe_(probe) {}

    std::vector<Row> rows() {
        if (!in_range(node_.version, set_.nodes).value_or(false)) {
            Row row = row_of(set_.id, set_.title, "node");
            row.state = Row::State::not_for_this;
            row.detail = "for node " + set_.nodes;
            return {row};
        }
        ask("node");
        ask_ward();
        if (set_.refused.empty()) ask("kernel");
        // Each question's rows together; what is about the whole set first.
        const auto place = [](const Row& row) {
            return to_number<int>(row.id.substr(row.id.find('.') + 1)).value_or(0);
        };
        std::ranges::stable_sort(rows_, {}, place);
        return std::move(rows_);
    }

  private:
    Row row_of(const std::string& id, const std::string& title, std::string_view mode) const {
        return {.id = id,
                .title = title,
                .label = set_.title,
                .reference = set_.reference,
                .mode = mode,
                .result = {},
                .expected = {},
                .state = Row::State::same,
                .detail = {}};
    }

    void tell(const Ask& ask, std::string_view mode, std::string result, const std::optional<std::string>& expected,
              std::string detail) {
        Row row = row_of(ask.id, ask.text, mode);
        row.result = std::move(result);
        row.expected = expected.value_or("");
        row.detail = std::move(detail);
        row.state = !expected                    ? Row::State::not_for_this
                    : row.result == row.expected ? Row::State::same
                                                 : Row::State::differs;
        if (!expected) row.detail = "nothing is known of this version";
        const auto nodes_own = expected_for(ask.node, node_.version);
        if (row.state == Row::State::same && nodes_own && row.expected != *nodes_own &&
            row.expected != plain(*nodes_own))
            row.detail = ask.why;
        rows_.push_back(std::move(row));
    }

    std::vector<const Ask*> asked_in(std::string_view mode) const {
        std::vector<const Ask*> out;
        for (const Ask& ask : set_.asks)
            if (mode == "node" || trace_of(ask.words[0]) != Trace::question) out.push_back(&ask);
        return out;
    }

    Result<World> world_for() const {
        WARD_TRY(World world, World::make());
        for (const std::string& line : set_.setup) WARD_TRY_VOID(world.set_up(line));
        WARD_TRY_VOID(world.write("probe.js", probe_));
        return world;
    }

    Result<Ran> run(std::string_view mode, const std::vector<const Ask*>& asks, const World& world) const {
        const Script script{.path = world.path("probe.js"),
                            .arguments = {asks_json(asks, world)},
                            .folder = world.path("dir"),
                            .environment = {}};
        std::vector<std::string> grants = world.fill_all(set_.grants);
        if (mode == "kernel") {
            WARD_TRY(const auto policy, policy_of(grants, script.folder));
            return run_in_kernel(node_, policy, script, world);
        }
        // Up to 20 the entry point is not granted by itself.
        if (in_range(node_.version, "<21").value_or(false)) grants.push_back("--allow-fs-read=" + script.path);
        return run_in_model(node_, model_flags(node_, grants), script, world);
    }

    void ask(std::string_view mode) {
        const auto asks = asked_in(mode);
        if (asks.empty()) return;
        auto world = world_for();
        auto ran = world ? run(mode, asks, *world) : std::unexpected(world.error());
        if (!ran) {
            for (const Ask* ask : asks) tell(*ask, mode, "broken", expected_of(*ask, mode), ran.error().message());
            return;
        }
        auto answers = answers_of(*ran);
        for (const Ask* ask : asks) {
            const auto found = answers.find(ask->id);
            if (found == answers.end()) {
                const std::string why = ran->hung ? "hung"
                                                  : fmt::format("status {}: {}", ran->status,
                                                                std::string(trim(ran->errors)).substr(0, 200));
                tell(*ask, mode, "broken", expected_of(*ask, mode), why);
                continue;
            }
            judge(*ask, mode, found->second, *world);
        }
    }

    void judge(const Ask& ask, std::string_view mode, const Answer& answer, const World& world) {
        const std::vector<std::string> words = world.fill_all(ask.words);
        const Trace trace = *trace_of(words[0]);
        std::string result = world.unfill(answer.text);
        if (mode == "kernel") result = !answer.allowed() && ask.kernel == "not allowed" ? *ask.kernel : plain(result);
        if (trace == Trace::question && answer.allowed() && !answer.evidence.empty()) result = answer.evidence;
        std::string detail = world.unfill(answer.message);
        if (const std::string why = refuted(trace, words, answer.allowed(), ask.id, answer.evidence, world);
            !why.empty()) {
            detail = fmt::format("says {}, and {}", result, why);
            result = "unproven";
        }
        tell(ask, mode, result, expected_of(ask, mode), detail);
    }

    std::optional<std::string> expected_of(const Ask& ask, std::string_view mode) const {
        auto node = expected_for(ask.node, node_.version);
        if (mode == "node") return node;
        if (mode == "kernel" && ask.kernel) return ask.kernel;
        if (mode == "ward" && ask.ward) return ask.ward;
        return node ? std::optional(plain(*node)) : std::nullopt;
    }

    // permission::Permissions with the same grants. A refused set must be refused, and is not asked.
    void ask_ward() {
        auto world = world_for();
        if (!world) return tell(set_.asks[0], "ward", "broken", "", world.error().message());
        const auto policy = policy_of(world->fill_all(set_.grants), world->path("dir"));
        if (!policy || !set_.refused.empty()) {
            Row row = row_of(set_.id, set_.title, "ward");
            row.expected = set_.refused.empty() ? "taken" : "refused";
            row.result = policy ? "taken" : "refused";
            row.detail = policy ? set_.refused : world->unfill(policy.error().what);
            row.state = row.result == row.expected ? Row::State::same : Row::State::differs;
            rows_.push_back(std::move(row));
            return;
        }
        permission::Policy whole = *policy;
        // Node grants its entry point by itself.
        whole.grants.push_back({permission::Scope::fs_read, world->path("probe.js"), permission::Grant::Reach::exact});
        permission::Permissions permissions(whole);
        for (const Ask& ask : set_.asks) {
            if (trace_of(ask.words[0]) != Trace::question || ask.words.size() < 2) continue;
            const std::string reference = ask.words.size() > 2 ? world->fill(ask.words[2]) : "";
            const auto scope = permission::scope_named(ask.words[1]);
            if (ask.words[0] == "drop") {
                if (scope) permissions.drop(*scope, reference);
                continue;
            }
            using permission::Scope;
            const bool has = scope ? permissions.has(*scope, reference, world->path("dir"))
                                   : ask.words[1] == "fs" && permissions.has(permission::Scope::fs_read, reference) &&
                                         permissions.has(permission::Scope::fs_write, reference);
            tell(ask, "ward", has ? "true" : "false", expected_of(ask, "ward"), "");
        }
    }

    const AskSet& set_;
    const Binary& node_;
    std::string_view probe_;
    std::vector<Row> rows_;
};

}  // namespace

std::vector<Row> run_set(const AskSet& set, const Binary& node, std::string_view probe) {
    return Inquiry(set, node, probe).rows();
}

}  // namespace ward::cli::conformance
