// Compiles OSV records into rows. Decided here: which packages an entry is filed under, and which of the listed
// versions are kept (those that the entry's ranges do not give already).
#include "facts/advisory/batch.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <zstd.h>

#include "base/text.h"
#include "facts/advisory/limits.h"
#include "facts/advisory/names.h"
#include "facts/advisory/record_parser.h"
#include "facts/advisory/severity.h"

namespace ward::advisory {
namespace {

// Fast and deterministic; higher levels give a few percent of the size for several times the work.
constexpr int compression_level = 1;

uint32_t position_batch(size_t size) {
    return static_cast<uint32_t>(size);
}

struct ZstdFree {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

bool says_malicious(const OsvRecord& record) {
    auto is_malware_id = [](std::string_view id) { return id.starts_with("MAL-"); };
    return record.malicious || is_malware_id(record.id) || std::ranges::any_of(record.aliases, is_malware_id) ||
           std::ranges::any_of(record.affected, &OsvAffected::malicious);
}

// A record that is a file of its own tells the line within it; one of many, the line within its source.
Trouble trouble_of(const Chunk::Item& item, const Error& error) {
    const uint64_t line = to_number<uint64_t>(error.where.substr(error.where.find(' ') + 1)).value_or(1);
    if (item.line == 0) return {item.name, 0, error.message()};
    return {item.name, item.line + line - 1, error.what};
}

}  // namespace

void Chunk::add(std::string_view json, std::string name, uint64_t line) {
    items.push_back({buffer.size(), json.size(), std::move(name), line});
    buffer += json;
}

void Chunk::refer(std::string_view source, std::string_view json, uint64_t line) {
    text = source;
    items.push_back({static_cast<size_t>(json.data() - source.data()), json.size(), {}, line});
}

void Chunk::complete() {
    if (!text.empty()) {
        const Item& last = items.back();
        if (text.size() - last.offset - last.bytes >= json_padding) return;
        // Too near to the end of a file to be read where it is.
        for (Item& item : items) {
            const std::string_view json = text.substr(item.offset, item.bytes);
            item.offset = buffer.size();
            buffer += json;
        }
    }
    buffer.append(json_padding, ' ');
    text = buffer;
}

struct Compiler::State {
    RecordParser parser;
    RangeEvaluator evaluator;
    KeyCache keys;
    Arena arena;
    std::vector<Interval> intervals;
    std::vector<std::string_view> exact;
    std::vector<std::string> repositories;
    std::string storage;
    std::unique_ptr<ZSTD_CCtx, ZstdFree> zstd{ZSTD_createCCtx()};

    void add_record(const OsvRecord& record, Batch& batch);
    void add_entry(const OsvRecord& record, const OsvAffected& entry, Batch& batch);
    void add_package(const OsvRecord& record, const OsvAffected& entry, Batch& batch);
    void add_repositories(const OsvRecord& record, const OsvAffected& entry, Batch& batch);
    void file_under(const Ecosystem& ecosystem, std::string_view name, std::string_view condition, Batch& batch);
    void compress(std::string_view bytes, Batch& batch);
};

Compiler::Compiler() : state_(std::make_unique<State>()) {}
Compiler::~Compiler() = default;
Compiler::Compiler(Compiler&&) noexcept = default;
Compiler& Compiler::operator=(Compiler&&) noexcept = default;

Batch Compiler::compile(const Chunk& chunk) {
    Batch batch;
    batch.troubles = chunk.troubles;
    batch.notes = chunk.notes;
    batch.lines = chunk.lines;
    // Records that stand next to each other in the buffer form a block; its bytes are compressed where they are.
    size_t block_begin = 0;
    size_t block_end = 0;
    auto close_block = [&] {
        if (block_end > block_begin) state_->compress(chunk.text.substr(block_begin, block_end - block_begin), batch);
        block_begin = block_end;
    };
    for (const Chunk::Item& item : chunk.items) {
        const std::string_view json = chunk.text.substr(item.offset, item.bytes);
        const auto record = state_->parser.parse(json, batch.notes);
        if (!record) {
            batch.troubles.push_back(trouble_of(item, record.error()));
            continue;
        }
        if (block_end - block_begin >= block_bytes || item.offset - block_end > json_padding) close_block();
        if (block_begin == block_end) block_begin = item.offset;
        block_end = item.offset + item.bytes;
        state_->add_record(**record, batch);
        Draft& draft = batch.records.back();
        draft.block = position_batch(batch.blocks.size());
        draft.offset = position_batch(item.offset - block_begin);
        draft.bytes = position_batch(item.bytes);
        batch.json_bytes += item.bytes;
    }
    close_block();
    return batch;
}

void Compiler::State::compress(std::string_view bytes, Batch& batch) {
    const size_t before = batch.packed.size();
    batch.packed.resize(before + ZSTD_compressBound(bytes.size()));
    const size_t packed = ZSTD_compressCCtx(zstd.get(), batch.packed.data() + before, batch.packed.size() - before,
                                            bytes.data(), bytes.size(), compression_level);
    if (ZSTD_isError(packed) != 0) throw std::runtime_error("zstd refused a block that it has room for");
    batch.packed.resize(before + packed);
    batch.blocks.push_back({position_batch(packed), position_batch(bytes.size())});
}

void Compiler::State::add_record(const OsvRecord& record, Batch& batch) {
    const Rating rating = rate(record, batch.notes);
    Draft draft;
    draft.id = batch.texts.number(record.id);
    draft.modified = batch.texts.number(record.modified);
    draft.vector = batch.texts.number(rating.vector);
    draft.severity = rating.severity;
    if (rating.score) draft.score = static_cast<uint8_t>(std::lround(*rating.score * 10));
    draft.withdrawn = record.withdrawn;
    draft.malicious = says_malicious(record);
    draft.first_alias = position_batch(batch.aliases.size());
    draft.first_entry = position_batch(batch.entries.size());
    batch.records.push_back(draft);
    for (const std::string_view alias : record.aliases) batch.aliases.push_back(batch.texts.number(alias));
    if (record.affected.empty()) batch.notes.add(Defect::no_affected);
    arena.clear();
    for (const OsvAffected& entry : record.affected) add_entry(record, entry, batch);
}

void Compiler::State::add_entry(const OsvRecord& record, const OsvAffected& entry, Batch& batch) {
    intervals.clear();
    exact.clear();
    if (!entry.ecosystem.empty() && !entry.name.empty()) add_package(record, entry, batch);
    else add_repositories(record, entry, batch);
}

void Compiler::State::add_package(const OsvRecord& record, const OsvAffected& entry, Batch& batch) {
    const Ecosystem ecosystem = split_ecosystem(entry.ecosystem);
    const versions::Ordering* own = versions::ordering_for(ecosystem.base);
    // A SEMVER range has an order even where its ecosystem has none.
    const versions::Ordering* semver = own != nullptr ? own : versions::ordering_named("semver");
    if (entry.ranges.empty() && entry.versions.empty()) batch.notes.add(Defect::empty_package, ecosystem.base);
    const versions::Ordering* used = own;
    for (const OsvRange& range : record.ranges_of(entry)) {
        if (range.type == RangeType::git) continue;
        const versions::Ordering* ordering = range.type == RangeType::semver ? semver : own;
        if (ordering != nullptr) used = ordering;
        evaluator.evaluate(record.events_of(range), ordering, ecosystem.base, keys, arena, intervals, exact,
                           batch.notes);
    }
    const bool everything = std::ranges::any_of(intervals, &Interval::is_everything);
    for (const std::string_view version : record.versions_of(entry)) {
        if (everything) break;
        if (used != nullptr) {
            const auto key = keys.key(*used, version);
            if (!key) batch.notes.add(Defect::unplaced_version, ecosystem.base);
            else if (std::ranges::any_of(intervals, [&](const Interval& one) { return one.contains(*key); })) continue;
        }
        exact.push_back(version);
    }
    file_under(ecosystem, normal_name(ecosystem.base, entry.name, storage), entry.condition, batch);
}

// Without a package, the repositories of the GIT ranges name what is affected, by its tags in `versions`.
void Compiler::State::add_repositories(const OsvRecord& record, const OsvAffected& entry, Batch& batch) {
    repositories.clear();
    for (const OsvRange& range : record.ranges_of(entry))
        if (range.type == RangeType::git && !range.repo.empty()) repositories.push_back(normal_repository(range.repo));
    std::ranges::sort(repositories);
    repositories.erase(std::ranges::unique(repositories).begin(), repositories.end());
    if (repositories.empty()) batch.notes.add(Defect::no_package);
    const std::span<const std::string_view> listed = record.versions_of(entry);
    exact.assign(listed.begin(), listed.end());
    for (const std::string& repository : repositories) file_under({"GIT", {}}, repository, {}, batch);
}

void Compiler::State::file_under(const Ecosystem& ecosystem, std::string_view name, std::string_view condition,
                                 Batch& batch) {
    Interner& texts = batch.texts;
    batch.entries.push_back({texts.number(ecosystem.base), texts.number(ecosystem.suffix), texts.number(name),
                             texts.number(condition), position_batch(batch.intervals.size()),
                             position_batch(batch.exact.size())});
    for (const Interval& interval : intervals) {
        const Bound lower = interval.lower.value_or(Bound{});
        const Lower kind = !interval.lower ? Lower::none : interval.behind ? Lower::behind : Lower::at;
        batch.intervals.push_back({interval.upper_kind, kind, texts.number(lower.key), texts.number(interval.upper.key),
                                   texts.number(lower.text), texts.number(interval.upper.text)});
    }
    std::ranges::sort(exact);
    const auto last = std::ranges::unique(exact).begin();
    for (auto version = exact.begin(); version != last; ++version) batch.exact.push_back(texts.number(*version));
}

}  // namespace ward::advisory
