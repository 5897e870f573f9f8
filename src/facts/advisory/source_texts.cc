#include "facts/advisory/source_texts.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/advisory/json_split.h"

namespace ward::advisory {
namespace {

// The usual text of a file of its own: one record. Cheap, and only wrong about records one behind the other on lines
// that are split elsewhere; the parser refuses what is behind a record, so nothing can be lost unseen.
bool looks_like_one_record(std::string_view text) {
    const size_t first = text.find_first_not_of(blanks);
    return first != std::string_view::npos && text[first] == '{' && text[text.find_last_not_of(blanks)] == '}' &&
           text.find("\n{") == std::string_view::npos;
}

void take_slices(Chunk& chunk, size_t begin, const JsonSlices& slices, std::string name) {
    for (const JsonSlice& slice : slices.values)
        chunk.items.push_back({begin + slice.offset, slice.bytes, fmt::format("{}:{}", name, slice.line), 0});
    if (slices.broken_line)
        chunk.troubles.push_back(
            {std::move(name), 0,
             fmt::format("line {}: is no JSON object; it and what follows is not read", *slices.broken_line)});
}

}  // namespace

bool is_one_value(std::string_view text) {
    const auto end = json_value_end(text, 0);
    return end && trim(text.substr(*end)).empty();
}

bool is_by_lines(std::string_view text) {
    const size_t line_end = std::min(text.size(), text.find('\n'));
    const std::string_view rest = trim(text.substr(line_end));
    return is_one_value(text.substr(0, line_end)) || rest.starts_with('{');
}

void take_nodejs(Chunk& chunk, const Result<NodejsItems>& items, const std::string& name) {
    if (!items) {
        chunk.troubles.push_back({name, 0, items.error().message()});
        return;
    }
    for (const std::string& record : items->records) chunk.add(record, name, 0);
    for (const std::string& problem : items->problems) chunk.troubles.push_back({name, 0, problem});
    chunk.notes.add(Defect::several_cves, {}, items->several);
}

void take_text(Chunk& chunk, size_t begin, std::string name) {
    if (std::string_view(chunk.buffer).substr(begin).starts_with(byte_order_mark)) begin += byte_order_mark.size();
    const std::string_view text = std::string_view(chunk.buffer).substr(begin);
    switch (container_of(text)) {
        case Container::nvd_page: {
            take_slices(chunk, begin, nvd_items(text), std::move(name));
            return;
        }
        case Container::nodejs: {
            const auto items = nodejs_items(text, name);
            chunk.buffer.resize(begin);
            take_nodejs(chunk, items, name);
            return;
        }
        case Container::remarks: {
            // One that was cut off, or that something follows, is told like a broken record: nothing is lost unseen.
            if (!is_one_value(text)) break;
            chunk.buffer.resize(begin);
            chunk.notes.add(Defect::other_file);
            return;
        }
        case Container::none: break;
    }
    if (looks_like_one_record(text)) {
        chunk.items.push_back({begin, text.size(), std::move(name), 0});
        return;
    }
    JsonSlices slices = split_json(text);
    if (slices.values.empty() && !slices.broken_line) slices.broken_line = 1;
    take_slices(chunk, begin, slices, std::move(name));
}

}  // namespace ward::advisory
