// See watch_state.h.
#include "faces/cli/vet/watch_state.h"

#include "base/fd.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

constexpr std::string_view schema = "ward-vet-watch/1";

}  // namespace

Result<WatchState> WatchState::read(const std::string& path) {
    WatchState state;
    const auto text = read_file(path, max_watch_state_bytes);
    if (!text) {
        if (text.error().code == ErrorCode::not_found) return state;
        return std::unexpected(text.error());
    }
    const auto document = parse_json(*text, path, {.bytes = max_watch_state_bytes});
    if (!document || document->string_at("schema") != schema)
        return fail(ErrorCode::damaged, "is no state of ward vet watch; remove it to begin anew", path);
    state.position = text_at(*document, "position");
    for (const Node& item : items_at(*document, "judged")) state.add_judged(item.text);
    return state;
}

Result<void> WatchState::write(const std::string& path) const {
    JsonWriter json;
    json.begin_object().member("schema", schema).member("position", position);
    json.key("judged").begin_array();
    for (const std::string& version : judged_) json.value(version);
    json.end_array().end_object();
    return replace_file(path, json.text(), 0600);
}

void WatchState::add_judged(const std::string& version) {
    if (!known_.insert(version).second) return;
    judged_.push_back(version);
    if (judged_.size() <= max_judged_versions) return;
    known_.erase(judged_.front());
    judged_.pop_front();
}

}  // namespace ward::cli
