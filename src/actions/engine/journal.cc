#include "actions/engine/journal.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "formats/digest.h"

namespace ward::engine {
namespace {

constexpr size_t check_digits = 32;
constexpr std::string_view header = R"({"schema":"ward-journal/1"})";
constexpr DocumentLimits entry_limits{.bytes = 8u << 20, .depth = 8, .nodes = 100'000, .aliases = 0};

std::string check_of(std::string_view previous, std::string_view entry) {
    return sha256_hex(std::string(previous) + "\n" + std::string(entry)).substr(0, check_digits);
}

// Takes one entry into the state; false where it is none.
bool take(JournalText& state, std::string_view entry) {
    if (state.entries == 0) return entry == header;
    const auto parsed = parse_json(entry, "journal", entry_limits);
    if (!parsed) return false;
    const auto key = parsed->string_at("key");
    if (!key) return false;
    if (const Node* effect = parsed->find("effect")) {
        auto read = read_effect(*effect, "journal");
        if (!read) return false;
        state.unresolved.push_back({std::string(*key), std::string(parsed->string_at("plan").value_or("")),
                                    std::string(parsed->string_at("at").value_or("")), std::move(*read)});
        return true;
    }
    if (!parsed->string_at("outcome")) return false;
    std::erase_if(state.unresolved, [&](const Intent& intent) { return intent.key == *key; });
    return true;
}

}  // namespace

Result<JournalText> read_journal(std::string_view text, std::string_view name) {
    JournalText state;
    while (state.good_bytes < text.size()) {
        const std::string_view rest = text.substr(state.good_bytes);
        const size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        const bool whole = end != std::string_view::npos && line.size() > check_digits && line[check_digits] == ' ' &&
                           line.substr(0, check_digits) == check_of(state.last_check, line.substr(check_digits + 1)) &&
                           take(state, line.substr(check_digits + 1));
        if (!whole) {
            // The last line may be torn, with or without its end; nothing may stand behind it.
            if (end == std::string_view::npos || end + 1 == rest.size()) return state;
            return fail(ErrorCode::damaged, "is not what was written there",
                        std::string(name) + ":" + std::to_string(state.entries + 1));
        }
        state.last_check = line.substr(0, check_digits);
        state.good_bytes += end + 1;
        ++state.entries;
    }
    return state;
}

Result<Journal> Journal::open(const std::string& path) {
    Journal journal;
    journal.path_ = path;
    WARD_TRY(journal.file_, AppendFile::open(path, max_journal_bytes, "another run is carrying out a plan"));
    WARD_TRY_VOID(journal.begin());
    return journal;
}

Result<void> Journal::begin() {
    const std::string text = file_.take_text();
    WARD_TRY(state_, read_journal(text, path_));
    torn_ = state_.good_bytes < text.size();
    if (text.size() > rotate_journal_bytes && state_.unresolved.empty()) {
        WARD_TRY_VOID(file_.set_aside(path_ + ".old"));
        state_ = {};
    }
    WARD_TRY_VOID(file_.begin(state_.good_bytes));
    if (state_.entries == 0) return append(header);
    return {};
}

Result<void> Journal::append(std::string_view entry) {
    std::string line = check_of(state_.last_check, entry);
    std::string check = line;
    ((line += ' ') += entry) += '\n';
    WARD_TRY_VOID(file_.append(line));
    state_.last_check = std::move(check);
    ++state_.entries;
    return {};
}

Result<void> Journal::intend(const std::string& plan, const std::string& key, const Effect& effect) {
    Intent intent{key, plan, format_instant(now()), effect};
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("key", key).member("plan", plan).member("at", intent.at).key("effect");
    write_effect(json, effect);
    WARD_TRY_VOID(append(json.end_object().text()));
    state_.unresolved.push_back(std::move(intent));
    return {};
}

Result<void> Journal::conclude(const std::string& key, std::string_view outcome, std::string_view detail) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("key", key).member("at", format_instant(now()));
    json.member("outcome", outcome).member("detail", valid_utf8(detail)).end_object();
    WARD_TRY_VOID(append(json.text()));
    std::erase_if(state_.unresolved, [&](const Intent& intent) { return intent.key == key; });
    return {};
}

}  // namespace ward::engine
