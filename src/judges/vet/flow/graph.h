// Values and the places that hold them. A slot is a variable, a property, a parameter or the result of an expression; a
// fact is one thing that it may be: a function, an object, something that Node.js gives, or a taint. Facts move along
// the uses of a slot until nothing changes; each remembers the slot that it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "lang/javascript/syntax/names.h"

namespace ward::vet {

using SlotIndex = uint32_t;  // 0: nothing that is followed
using javascript::NameIndex;

enum class FactKind : uint8_t { function, object, entity, taint, text, resolver };

struct Fact {
    uint32_t bits = 0;

    Fact() = default;
    Fact(FactKind kind, uint32_t index) : bits(static_cast<uint32_t>(kind) << 28 | index) {}
    FactKind kind() const { return static_cast<FactKind>(bits >> 28); }
    uint32_t index() const { return bits & 0x0fffffff; }
    bool operator==(const Fact&) const = default;
};

enum class UseKind : uint8_t {
    copy,            // everything goes to `target`
    data,            // taints, texts, and objects that hold them: of operations that make new values of their operands
    absorb,          // taints, also those inside of objects
    absorb_array,    // the same, but objects that are no arrays do not count
    absorb_options,  // the same for options of a request; `extra` is the slot for headers
    member,          // its property `extra`
    any_member,      // any property
    names,           // of the environment: names of its variables
    listed,          // … and what they hold, one after the other
    store,           // `target` is put into the property `extra`
    store_any,
    call,          // `target` is a call
    serialise,     // the environment as a whole becomes a taint in `target`
    require_text,  // texts name modules: exports go to `target`
    mark,          // downloads and decoded text make `target`, a path, one of their file
    mark_text,     // a text that is a path is one of such a file (`extra`), from the slot `target`
    read_path,     // a path of credentials makes `target` their content
    arrives,       // as `data`; of a connection, what comes from there
    spread,        // properties are put into the object `target` too; taints into the slot `extra`
    assign,        // `target` is a call of Object.assign whose first argument this is
    encoding,      // a text that names an encoding makes `target` decoded
    failure,       // what came from the network goes to `target`, as the error of a request carries its answer
    named,         // texts name properties of the slot `extra`: they go to `target`
};

struct Use {
    UseKind kind = UseKind::copy;
    uint32_t target = 0;
    uint32_t extra = 0;
    uint32_t next = 0;
};

struct Held {
    Fact fact;
    SlotIndex from = 0;
    uint32_t next = 0;
};

struct Slot {
    uint32_t offset = 0;
    uint32_t file = 0;
    uint32_t held = 0;
    uint32_t uses = 0;
    uint8_t values = 0;  // functions, objects, entities
    uint8_t marks = 0;   // taints
    uint8_t texts = 0;
};

struct Property {
    NameIndex name = 0;
    SlotIndex slot = 0;
    uint32_t next = 0;
};

// An object literal, an array, a function's own properties, instances of a class, exports of a module.
struct Object {
    uint32_t properties = 0;
    uint32_t uses = 0;  // by which every property, also a later one, is looked at
    uint32_t entity = 0;
    SlotIndex prototype = 0;
    SlotIndex elements = 0;  // of an array; and what is stored under computed names
    SlotIndex path = 0;      // of a stream that writes a file
    SlotIndex values = 0;    // what every property holds
    SlotIndex marks = 0;     // taints and texts of every property, and of what they hold in turn
    bool is_array = false;
};

class Graph {
  public:
    // Values of one slot beyond these are dropped: there the graph says less than the truth.
    static constexpr uint8_t max_values = 6;
    static constexpr uint8_t max_marks = 24;
    static constexpr uint8_t max_texts = 10;

    Graph(size_t max_slots, size_t max_held);

    SlotIndex add_slot(uint32_t file, uint32_t offset);
    uint32_t add_object() {
        objects.emplace_back();
        return static_cast<uint32_t>(objects.size() - 1);
    }
    void add_use(SlotIndex slot, UseKind kind, uint32_t target, uint32_t extra = 0);
    void copy(SlotIndex from, SlotIndex to) {
        if (from != 0 && to != 0 && from != to) add_use(from, UseKind::copy, to);
    }
    void hold(SlotIndex slot, Fact fact, SlotIndex from);
    // The slot of a property, made where there is none.
    SlotIndex property(uint32_t object, NameIndex name, uint32_t file, uint32_t offset);
    SlotIndex find_property(uint32_t object, NameIndex name) const;
    SlotIndex elements(uint32_t object, uint32_t file, uint32_t offset);
    // Every property of `object`, now or later, is used so.
    void add_object_use(uint32_t object, Use use);
    // The same of a use with a target alone (copy, absorb, serialise) by way of one slot of the object, that of its
    // values or its marks: objects of hundreds of properties are used in hundreds of ways.
    void use_contents(uint32_t object, UseKind kind, SlotIndex target);

    template <typename Visit>
    void each_fact(SlotIndex slot, const Visit& visit) const {
        for (uint32_t at = slots[slot].held; at != 0; at = held[at].next) visit(held[at].fact);
    }
    // The slot that `fact` came to `slot` from; 0: it started here.
    SlotIndex source_of(SlotIndex slot, Fact fact) const;

    // Moves facts until nothing changes; `apply` does what a use does with a fact.
    template <typename Apply>
    void solve(const Apply& apply) {
        while (next_ < work_.size()) {
            const auto [slot, fact, use] = work_[next_++];
            if (next_ > 1'000'000) {
                work_.erase(work_.begin(), work_.begin() + static_cast<std::ptrdiff_t>(next_));
                next_ = 0;
            }
            if (use != 0) {
                const Use one = uses[use];  // applying it may move the others
                apply(slot, fact, one);
                continue;
            }
            for (uint32_t at = slots[slot].uses; at != 0; at = uses[at].next) {
                const Use one = uses[at];
                apply(slot, fact, one);
            }
        }
    }
    bool is_full() const { return full_; }

    // Names of options of a request: where it goes and how, and its headers.
    std::vector<NameIndex> destination_options;
    std::vector<NameIndex> header_options;

    std::vector<Slot> slots;
    std::vector<Held> held;
    std::vector<Use> uses;
    std::vector<Object> objects;
    std::vector<Property> properties;

  private:
    struct Work {
        SlotIndex slot = 0;
        Fact fact;
        uint32_t use = 0;  // 0: all of the slot
    };

    void use_property(uint32_t object_use, const Property& property);

    size_t max_slots_;
    size_t max_held_;
    bool full_ = false;
    std::vector<Work> work_;
    size_t next_ = 0;
    std::unordered_map<uint64_t, SlotIndex> by_name_;
    std::unordered_set<uint64_t> contents_;  // kind, slot and target of uses of contents
};

}  // namespace ward::vet
