// Opening an index, and what it says of records and of itself.
#include <algorithm>
#include <bit>
#include <limits>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/advisory/hash.h"
#include "facts/advisory/index_state.h"
#include "facts/advisory/orderings.h"

namespace ward::advisory {

using namespace layout;

Index::Index(std::unique_ptr<State> state) : state_(std::move(state)) {}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;
Index::~Index() = default;

Result<std::unique_ptr<Index::State>> Index::State::make(std::string_view bytes, Marks marks) {
    WARD_TRY(Image image, Image::open(bytes));
    auto state = std::make_unique<State>(std::move(image));
    WARD_TRY_VOID(state->read_info(marks));
    return state;
}

Result<Index> Index::open(const std::string& path) {
    WARD_TRY(Map map, Map::open(path));
    auto state = State::make(map.bytes());
    if (!state) return fail(state.error().code, state.error().what, path);
    (*state)->map = std::move(map);
    return Index(std::move(*state));
}

Result<Index> Index::from_bytes(std::string bytes) {
    auto memory = std::make_unique<std::string>(std::move(bytes));
    WARD_TRY(auto state, State::make(*memory));
    state->memory = std::move(memory);
    return Index(std::move(state));
}

Result<void> Index::State::read_info(Marks marks) {
    const std::string_view bytes = image.info();
    InfoHead head;
    auto outside = [] { return fail(ErrorCode::damaged, "section `info` is damaged"); };
    if (bytes.size() < sizeof head) return outside();
    std::memcpy(&head, bytes.data(), sizeof head);
    if (bytes.size() != sizeof head + head.ecosystems * sizeof(EcosystemRow) + head.notes * sizeof(uint32_t))
        return outside();
    info.snapshot = "sha256:" + hex(image.digest());
    info.updated = image.text(head.updated);
    info.records = head.records;
    info.withdrawn = head.withdrawn;
    info.malicious = head.malicious;
    info.packages = head.packages;
    info.file_bytes = image.file_bytes();
    if (head.ecosystems > std::numeric_limits<uint16_t>::max()) return outside();
    std::string_view rest = bytes.substr(sizeof head);
    for (uint32_t i = 0; i < head.ecosystems; ++i) {
        EcosystemRow row;
        std::memcpy(&row, rest.data(), sizeof row);
        rest.remove_prefix(sizeof row);
        const std::string_view name = image.text(row.name);
        const std::string_view ordering_name = image.text(row.ordering);
        const versions::Ordering* ordering = nullptr;
        if (!ordering_name.empty()) {
            for (const versions::Ordering* known : versions::all_orderings())
                if (known->name == ordering_name) ordering = known;
            if (marks == Marks::demand && key_mark(ordering) != row.key_mark)
                return fail(ErrorCode::unsupported,
                            fmt::format("was built with another order of {} versions than this ward has; "
                                        "import its sources again, or the file itself",
                                        name));
        }
        ecosystems.push_back({ecosystem_hash(name), name, ordering, naming_of(name)});
        info.ecosystems.push_back({std::string(name), row.records, ordering != nullptr});
    }
    place_ecosystems();
    for (uint32_t i = 0; i < head.notes; ++i) {
        uint32_t note;
        std::memcpy(&note, rest.data(), sizeof note);
        rest.remove_prefix(sizeof note);
        info.notes.emplace_back(image.text(note));
    }
    constexpr unsigned most_slot_bits = 40;
    if (head.slot_bits == 0 || head.slot_bits > most_slot_bits ||
        image.count<Slot>(Section::directory) <= uint64_t{1} << head.slot_bits)
        return fail(ErrorCode::damaged, "section `directory` is damaged");
    slot_bits = head.slot_bits;
    if (head.records != image.count<RecordRow>(Section::records)) return outside();
    return image.damage();
}

void Index::State::place_ecosystems() {
    ecosystem_slot_bits = static_cast<unsigned>(std::bit_width(2 * ecosystems.size() + 1));  // at most half are taken
    ecosystem_slots.resize(size_t{1} << ecosystem_slot_bits);
    const size_t mask = ecosystem_slots.size() - 1;
    for (size_t number = 0; number < ecosystems.size(); ++number) {
        size_t slot = ecosystems[number].hash >> (64 - ecosystem_slot_bits);
        auto is_other = [&](uint16_t taken) {
            return taken != 0 && ecosystems[taken - 1].name != ecosystems[number].name;
        };
        while (is_other(ecosystem_slots[slot])) slot = (slot + 1) & mask;
        // Of a file that names one twice the first counts.
        if (ecosystem_slots[slot] == 0) ecosystem_slots[slot] = static_cast<uint16_t>(number + 1);
    }
}

const Index::State::Ecosystem* Index::State::ecosystem(std::string_view base) const {
    const uint64_t hash = ecosystem_hash(base);
    const size_t mask = ecosystem_slots.size() - 1;
    for (size_t slot = hash >> (64 - ecosystem_slot_bits); ecosystem_slots[slot] != 0; slot = (slot + 1) & mask)
        if (const Ecosystem& one = ecosystems[ecosystem_slots[slot] - 1]; one.hash == hash && one.name == base)
            return &one;
    return nullptr;
}

const Info& Index::info() const {
    return state_->info;
}

std::optional<RecordNumber> Index::State::find(std::string_view id) const {
    size_t first = 0;
    size_t last = image.count<RecordRow>(Section::records);
    while (first < last) {
        const size_t middle = first + (last - first) / 2;
        RecordRow row;
        if (!image.read(Section::records, middle, row)) return std::nullopt;
        const auto order = image.text(row.id) <=> id;
        if (order == 0) return static_cast<RecordNumber>(middle);
        if (order < 0) first = middle + 1;
        else last = middle;
    }
    return std::nullopt;
}

std::optional<RecordNumber> Index::find(std::string_view id) const {
    return state_->find(id);
}

std::vector<std::string_view> Index::State::members(uint32_t set) const {
    std::vector<std::string_view> out;
    uint32_t first = 0;
    uint32_t last = 0;
    if (!image.read(Section::set_starts, set, first) || !image.read(Section::set_starts, size_t{set} + 1, last) ||
        last > image.count<uint32_t>(Section::set_members)) {
        image.report_nonsense();
        return out;
    }
    for (uint32_t i = first; i < last; ++i) {
        uint32_t text = 0;
        if (image.read(Section::set_members, i, text)) out.push_back(image.text(text));
    }
    return out;
}

std::vector<RecordNumber> Index::records_named(std::string_view id) const {
    uint32_t set = no_set;
    if (const auto number = find(id)) {
        RecordRow row;
        if (!state_->image.read(Section::records, *number, row)) return {};
        if (row.set == no_set) return {*number};
        set = row.set;
    } else {
        size_t first = 0;
        size_t last = state_->image.count<OtherIdRow>(Section::other_ids);
        while (first < last) {
            const size_t middle = first + (last - first) / 2;
            OtherIdRow row;
            if (!state_->image.read(Section::other_ids, middle, row)) return {};
            const auto order = state_->image.text(row.id) <=> id;
            if (order == 0) {
                set = row.set;
                break;
            }
            if (order < 0) first = middle + 1;
            else last = middle;
        }
        if (set == no_set) return {};
    }
    std::vector<RecordNumber> out;
    for (const std::string_view member : state_->members(set))
        if (const auto number = find(member)) out.push_back(*number);
    return out;
}

Record Index::record(RecordNumber number) const {
    const Image& image = state_->image;
    Record record;
    RecordRow row;
    if (!image.read(Section::records, number, row)) {
        image.report_nonsense();
        record.set.emplace_back();
        return record;
    }
    record.id = image.text(row.id);
    record.modified = image.text(row.modified);
    record.vector = image.text(row.vector);
    record.withdrawn = (row.flags & flag_withdrawn) != 0;
    record.malicious = (row.flags & flag_malicious) != 0;
    if (row.severity <= static_cast<uint8_t>(Severity::unknown)) record.severity = static_cast<Severity>(row.severity);
    if (row.score != no_score) record.score = row.score / 10.0;
    if (row.set == no_set) record.set.push_back(record.id);
    else record.set = state_->members(row.set);
    // Of a damaged set, which damage() tells of: a record is always in its own set, and callers count on that.
    if (record.set.empty()) record.set.push_back(record.id);
    return record;
}

Result<void> Index::damage() const {
    return state_->image.damage();
}

}  // namespace ward::advisory
