#include "judges/vet/flow/graph.h"

#include <algorithm>

namespace ward::vet {
namespace {

bool has(const std::vector<NameIndex>& names, NameIndex name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

Graph::Graph(size_t max_slots, size_t max_held)
    : slots(1), held(1), uses(1), objects(1), properties(1), max_slots_(max_slots), max_held_(max_held) {}

SlotIndex Graph::add_slot(uint32_t file, uint32_t offset) {
    if (slots.size() >= max_slots_) {
        full_ = true;
        return 0;
    }
    slots.push_back({.offset = offset, .file = file});
    return static_cast<SlotIndex>(slots.size() - 1);
}

void Graph::add_use(SlotIndex slot, UseKind kind, uint32_t target, uint32_t extra) {
    if (slot == 0) return;
    if (uses.size() >= max_held_) {
        full_ = true;
        return;
    }
    const auto index = static_cast<uint32_t>(uses.size());
    uses.push_back({kind, target, extra, slots[slot].uses});
    slots[slot].uses = index;
    for (uint32_t at = slots[slot].held; at != 0; at = held[at].next) work_.push_back({slot, held[at].fact, index});
}

void Graph::hold(SlotIndex slot, Fact fact, SlotIndex from) {
    if (slot == 0) return;
    Slot& here = slots[slot];
    const bool is_taint = fact.kind() == FactKind::taint;
    const bool is_text = fact.kind() == FactKind::text;
    uint8_t& count = is_taint ? here.marks : is_text ? here.texts : here.values;
    if (count >= (is_taint ? max_marks : is_text ? max_texts : max_values)) return;
    for (uint32_t at = here.held; at != 0; at = held[at].next)
        if (held[at].fact == fact) return;
    if (held.size() >= max_held_) {
        full_ = true;
        return;
    }
    ++count;
    held.push_back({fact, from, here.held});
    here.held = static_cast<uint32_t>(held.size() - 1);
    if (here.uses != 0) work_.push_back({slot, fact, 0});
}

SlotIndex Graph::source_of(SlotIndex slot, Fact fact) const {
    for (uint32_t at = slots[slot].held; at != 0; at = held[at].next)
        if (held[at].fact == fact) return held[at].from;
    return 0;
}

SlotIndex Graph::find_property(uint32_t object, NameIndex name) const {
    const auto found = by_name_.find(uint64_t{object} << 32 | name);
    return found == by_name_.end() ? 0 : found->second;
}

SlotIndex Graph::property(uint32_t object, NameIndex name, uint32_t file, uint32_t offset) {
    SlotIndex& slot = by_name_[uint64_t{object} << 32 | name];
    if (slot != 0) return slot;
    slot = add_slot(file, offset);
    const SlotIndex made = slot;
    properties.push_back({name, made, objects[object].properties});
    objects[object].properties = static_cast<uint32_t>(properties.size() - 1);
    for (uint32_t at = objects[object].uses; at != 0; at = uses[at].next) use_property(at, {name, made, 0});
    if (name != 0 && !objects[object].is_array) copy(objects[object].elements, made);
    return made;
}

SlotIndex Graph::elements(uint32_t object, uint32_t file, uint32_t offset) {
    if (objects[object].elements != 0) return objects[object].elements;
    const SlotIndex made = property(object, 0, file, offset);
    objects[object].elements = made;
    if (!objects[object].is_array)
        for (uint32_t at = objects[object].properties; at != 0; at = properties[at].next)
            copy(made, SlotIndex(properties[at].slot));
    return made;
}

void Graph::add_object_use(uint32_t object, Use use) {
    for (uint32_t at = objects[object].uses; at != 0; at = uses[at].next)
        if (uses[at].kind == use.kind && uses[at].target == use.target && uses[at].extra == use.extra) return;
    if (uses.size() >= max_held_) {
        full_ = true;
        return;
    }
    use.next = objects[object].uses;
    uses.push_back(use);
    const auto index = static_cast<uint32_t>(uses.size() - 1);
    objects[object].uses = index;
    for (uint32_t at = objects[object].properties; at != 0; at = properties[at].next)
        use_property(index, Property(properties[at]));
}

void Graph::use_contents(uint32_t object, UseKind kind, SlotIndex target) {
    const bool as_they_are = kind == UseKind::copy;
    SlotIndex& of_object = as_they_are ? objects[object].values : objects[object].marks;
    SlotIndex through = of_object;
    if (through == 0) {
        through = add_slot(0, 0);  // no place of the program: a way goes on behind it
        if (through == 0) return;
        of_object = through;
        add_object_use(object, {as_they_are ? UseKind::copy : UseKind::absorb, through, 0, 0});
    }
    // Of marks there are no objects any more that would have to be looked into.
    const UseKind use = kind == UseKind::serialise ? kind : UseKind::copy;
    const uint64_t key = uint64_t{through} << 36 | uint64_t{target} << 4 | (use == UseKind::serialise ? 1U : 0U);
    if (through != target && contents_.insert(key).second) add_use(through, use, target);
}

void Graph::use_property(uint32_t object_use, const Property& property) {
    const Use use = uses[object_use];
    if (use.kind == UseKind::spread) return copy(property.slot, this->property(use.target, property.name, 0, 0));
    if (use.kind != UseKind::absorb_options) return add_use(property.slot, use.kind, use.target, use.extra);
    if (has(destination_options, property.name)) return;
    const bool is_header = has(header_options, property.name);
    add_use(property.slot, UseKind::absorb, is_header ? use.extra : use.target);
}

}  // namespace ward::vet
