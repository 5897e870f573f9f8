// `on`: a name, a list of names, or names with their filters.
#include <array>
#include <utility>

#include "lang/workflow/section.h"

namespace ward::workflow {
namespace {

constexpr std::array<std::pair<std::string_view, EventKind>, 5> own_kinds{{
    {"schedule", EventKind::schedule},
    {"workflow_dispatch", EventKind::workflow_dispatch},
    {"repository_dispatch", EventKind::repository_dispatch},
    {"workflow_call", EventKind::workflow_call},
    {"image_version", EventKind::image_version},
}};

EventKind kind_of(std::string_view name) {
    for (const auto& [word, kind] : own_kinds)
        if (word == name) return kind;
    return EventKind::webhook;
}

// A name alone. A schedule without its times is none.
void add_bare(Sections& in, uint32_t id, std::vector<Event>& out) {
    Text name = in.text(id, Empty::refused);
    if (name.value.empty()) return;
    const EventKind kind = kind_of(name.value);
    if (kind == EventKind::schedule) return in.problem(name.at, "schedule needs its times");
    out.push_back({.kind = kind, .name = std::move(name)});
}

std::vector<Text> read_crons(Sections& in, uint32_t id) {
    std::vector<Text> out;
    for (const uint32_t item : in.items("schedule", id)) {
        const std::vector<Field> fields = in.fields("an item of schedule", item, Empty::refused, Case::kept);
        if (fields.size() == 1 && fields[0].id == "cron") out.push_back(in.text(fields[0].value, Empty::refused));
        else in.problem(in.node(item).at, "an item of schedule has one key, cron");
    }
    return out;
}

std::vector<Text>* filter_of(Event& event, std::string_view key) {
    if (key == "types") return &event.types;
    if (key == "branches") return &event.branches;
    if (key == "branches-ignore") return &event.branches_ignore;
    if (key == "tags") return &event.tags;
    if (key == "tags-ignore") return &event.tags_ignore;
    if (key == "paths") return &event.paths;
    if (key == "paths-ignore") return &event.paths_ignore;
    if (key == "workflows") return &event.workflows;
    return nullptr;
}

void add_filters(Sections& in, Event& event, uint32_t id) {
    for (const Field& field : in.fields(event.name.value, id, Empty::allowed, Case::kept)) {
        std::vector<Text>* filter = filter_of(event, field.id);
        if (event.kind == EventKind::repository_dispatch && field.id != "types") filter = nullptr;
        if (filter == nullptr) in.unknown_key(field, event.name.value);
        else *filter = in.text_or_texts(field.id, field.value);
    }
}

void add_field(Sections& in, const Field& field, std::vector<Event>& out) {
    Event event{.kind = kind_of(field.id), .name = field.key};
    switch (event.kind) {
        case EventKind::schedule:
            // A schedule that is no list, or an empty one, is no event.
            event.crons = read_crons(in, field.value);
            if (in.node(field.value).kind != YamlKind::sequence || in.node(field.value).children.empty()) return;
            break;
        case EventKind::webhook:
        case EventKind::repository_dispatch: add_filters(in, event, field.value); break;
        default: in.fields(field.id, field.value, Empty::allowed, Case::kept); break;  // told if it is no mapping
    }
    out.push_back(std::move(event));
}

}  // namespace

std::vector<Event> read_events(Sections& in, uint32_t id) {
    std::vector<Event> out;
    switch (in.node(id).kind) {
        case YamlKind::scalar: add_bare(in, id, out); break;
        case YamlKind::sequence:
            for (const uint32_t item : in.items("on", id)) add_bare(in, item, out);
            break;
        case YamlKind::mapping:
            for (const Field& field : in.fields("on", id, Empty::refused, Case::kept)) add_field(in, field, out);
            break;
        case YamlKind::alias: in.problem(in.node(id).at, "on is an alias"); break;
    }
    return out;
}

}  // namespace ward::workflow
