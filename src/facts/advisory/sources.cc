#include "facts/advisory/sources.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/root.h"
#include "base/text.h"
#include "facts/advisory/containers.h"
#include "facts/advisory/index_state.h"
#include "facts/advisory/json_split.h"
#include "facts/advisory/limits.h"
#include "facts/advisory/source_names.h"
#include "facts/advisory/source_texts.h"
#include "io/archive/archive.h"

namespace ward::advisory {
namespace {

constexpr size_t job_bytes = 1u << 20;
constexpr size_t files_per_job = 256;
constexpr int packing_levels = 3;                     // a gzip of a zstd of a zip is the deepest that is opened
constexpr uint64_t archived_list_bytes = 512u << 20;  // a list of records inside a zip archive or folder

// The bytes of a source, mapped or in memory, kept alive by the jobs that read them.
struct Bytes {
    Map map;
    std::string text;
    std::string_view view() const { return text.empty() ? map.bytes() : std::string_view(text); }
};
using SharedBytes = std::shared_ptr<const Bytes>;

class Opener {
  public:
    explicit Opener(SourceList& list) : list_(list) {}

    // Takes a source apart by what its bytes are. Errors have no place: the caller knows it.
    Result<void> open(const SharedBytes& bytes, const std::string& label, int level = 0) {
        const std::string_view view = bytes->view();
        if (view.starts_with(layout::magic)) return open_index(bytes, label);
        switch (archive::packing_of(view)) {
            case archive::Packing::zip: return open_zip(bytes, label, level);
            case archive::Packing::gzip:
                return open_packed(archive::expand_gzip(view, {}, expand_limits), label, level);
            case archive::Packing::zstd:
                return open_packed(archive::expand_zstd(view, {}, expand_limits), label, level);
            case archive::Packing::xz: return open_packed(archive::expand_xz(view, {}, expand_limits), label, level);
            case archive::Packing::none: break;
        }
        return open_text(bytes, label);
    }

    Result<void> open_folder(const std::string& path);

  private:
    static constexpr archive::ExpandLimits expand_limits{
        .expanded_bytes = limits::stream_bytes, .ratio = limits::stream_ratio, .ratio_free_bytes = 64u << 20};

    Result<void> open_packed(Result<std::string> expanded, const std::string& label, int level) {
        if (!expanded) return std::unexpected(std::move(expanded).error());
        if (level + 1 >= packing_levels) return fail(ErrorCode::limit, "is packed too many times");
        auto bytes = std::make_shared<Bytes>();
        bytes->text = std::move(*expanded);
        return open(bytes, label, level + 1);
    }
    Result<void> open_zip(const SharedBytes& bytes, const std::string& label, int level);
    void open_inner(const archive::Zip& zip, const archive::ZipEntry& entry, const std::string& label, int level);
    Result<void> open_index(const SharedBytes& bytes, const std::string& label);
    Result<void> open_text(const SharedBytes& bytes, const std::string& label);
    void open_lines(const SharedBytes& bytes, size_t source);
    // Places in what follows the first `skipped` bytes.
    void open_slices(const SharedBytes& bytes, JsonSlices slices, size_t skipped, const std::string& label,
                     size_t source);
    void problem(std::string_view label, std::string_view what) {
        list_.problems.push_back(fmt::format("{}: {}", label, what));
    }
    size_t add_source(const std::string& label) {
        list_.labels.push_back(label);
        return list_.labels.size() - 1;
    }

    SourceList& list_;
    uint64_t inner_bytes_ = 0;  // of archives within archives, which are in memory
};

Result<void> Opener::open_zip(const SharedBytes& bytes, const std::string& label, int level) {
    const archive::ZipLimits zip_limits{.archive_bytes = limits::source_bytes,
                                        .entries = limits::archive_entries,
                                        .entry_bytes = limits::expanded_bytes,
                                        .name_bytes = 4'096,
                                        .expand = {.expanded_bytes = limits::expanded_bytes, .ratio = limits::ratio}};
    WARD_TRY(archive::Zip opened, archive::Zip::open(bytes->view(), {}, zip_limits));
    const auto zip = std::make_shared<const archive::Zip>(std::move(opened));
    const size_t source = add_source(label);
    const bool repository = std::ranges::any_of(
        zip->entries(), [](const archive::ZipEntry& entry) { return is_in_record_folder(entry.name); });
    auto load = [zip, bytes, repository](size_t first, size_t last, Chunk& chunk) {
        thread_local archive::Inflater inflater;
        for (const archive::ZipEntry& entry : zip->entries().subspan(first, last - first)) {
            const std::string name(entry.name);
            if (entry.is_folder()) continue;
            if (is_change_log(name) || (repository && is_other_json(name))) {
                chunk.notes.add(Defect::other_file);
                continue;
            }
            if (!has_ending(name, record_endings) && !has_ending(name, list_endings)) {
                const bool opened_already = has_ending(name, packed_endings);
                if (!opened_already && !has_ending(name, expected_endings)) chunk.notes.add(Defect::other_file);
                continue;
            }
            if (entry.expanded_bytes > archived_list_bytes) {
                chunk.troubles.push_back({name, 0, fmt::format("is larger than {} bytes", archived_list_bytes)});
                continue;
            }
            const size_t begin = chunk.buffer.size();
            chunk.buffer.resize(begin + entry.expanded_bytes);
            if (const auto done = inflater.expand(*zip, entry, std::span(chunk.buffer).subspan(begin)); !done) {
                chunk.troubles.push_back({name, 0, done.error().what});
                chunk.buffer.resize(begin);
                continue;
            }
            take_text(chunk, begin, name);
        }
    };
    for (const archive::ZipEntry& entry : zip->entries())
        if (!entry.is_folder() && has_ending(entry.name, packed_endings)) open_inner(*zip, entry, label, level);
    size_t first = 0;
    uint64_t expanded = 0;
    for (size_t i = 0; i < zip->entries().size(); ++i) {
        expanded += zip->entries()[i].expanded_bytes;
        if (expanded < job_bytes && i + 1 < zip->entries().size()) continue;
        list_.jobs.push_back({source, [load, first, last = i + 1](Chunk& chunk) { load(first, last, chunk); }});
        first = i + 1;
        expanded = 0;
    }
    return {};
}

// An archive within an archive, as the CVE list's nightly releases are.
void Opener::open_inner(const archive::Zip& zip, const archive::ZipEntry& entry, const std::string& label, int level) {
    const std::string name = label + ":" + std::string(entry.name);
    inner_bytes_ += entry.expanded_bytes;
    if (level + 1 >= packing_levels) return problem(name, "is packed too many times");
    if (inner_bytes_ > limits::stream_bytes)
        return problem(name, fmt::format("archives within archives are larger than {} bytes", limits::stream_bytes));
    auto bytes = std::make_shared<Bytes>();
    bytes->text.resize(entry.expanded_bytes);
    archive::Inflater inflater;
    if (const auto done = inflater.expand(zip, entry, std::span(bytes->text)); !done)
        return problem(name, done.error().what);
    if (const auto done = open(bytes, name, level + 1); !done) problem(name, done.error().what);
}

// An index of ours is a source too: that is how one is rebuilt after a change of its format or of an ordering.
Result<void> Opener::open_index(const SharedBytes& bytes, const std::string& label) {
    WARD_TRY(auto made, Index::State::make(bytes->view(), Index::State::Marks::ignore));
    const std::shared_ptr<const Index::State> index = std::move(made);
    const size_t source = add_source(label);
    const size_t blocks = index->image.count<layout::BlockRow>(layout::Section::blocks);
    auto of_block = std::make_shared<std::vector<std::vector<layout::RecordRow>>>(blocks);
    for (size_t i = 0; i < index->image.count<layout::RecordRow>(layout::Section::records); ++i) {
        layout::RecordRow row;
        if (!index->image.read(layout::Section::records, i, row) || row.block >= blocks)
            return fail(ErrorCode::damaged, "section `records` is damaged");
        (*of_block)[row.block].push_back(row);
    }
    constexpr size_t blocks_per_job = job_bytes / block_bytes;
    for (size_t first = 0; first < blocks; first += blocks_per_job) {
        list_.jobs.push_back(
            {source, [index, bytes, of_block, first, blocks](Chunk& chunk) {
                 for (size_t block = first; block < std::min(blocks, first + blocks_per_job); ++block) {
                     auto& rows = (*of_block)[block];
                     std::ranges::sort(rows, {}, &layout::RecordRow::offset);
                     const auto text = index->expand(static_cast<uint32_t>(block));
                     for (const layout::RecordRow& row : rows) {
                         std::string id(index->image.text(row.id));
                         if (text && row.offset <= (*text)->size() && row.bytes <= (*text)->size() - row.offset)
                             chunk.add(std::string_view(**text).substr(row.offset, row.bytes), std::move(id), 0);
                         else chunk.troubles.push_back({std::move(id), 0, "is in a damaged block"});
                     }
                 }
             }});
    }
    return {};
}

Result<void> Opener::open_text(const SharedBytes& bytes, const std::string& label) {
    std::string_view text = bytes->view();
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    const size_t start = std::min(text.size(), text.find_first_not_of(blanks));
    if (start == text.size()) return fail(ErrorCode::parse, "is empty");
    if (text[start] != '{' && text[start] != '[')
        return fail(ErrorCode::parse, "is neither JSON nor a zip, gzip or zstd archive");
    const size_t source = add_source(label);
    const size_t skipped = bytes->view().size() - text.size();
    if (text[start] == '{' && is_one_value(text.substr(start))) {
        const Container container = container_of(text);
        if (container == Container::nvd_page) {
            open_slices(bytes, nvd_items(text), skipped, label, source);
            return {};
        }
        if (container == Container::nodejs) {
            list_.jobs.push_back(
                {source, [bytes, text, label](Chunk& chunk) { take_nodejs(chunk, nodejs_items(text, label), {}); }});
            return {};
        }
        list_.jobs.push_back({source, [bytes, text](Chunk& chunk) { chunk.add(text, {}, 0); }});
        return {};
    }
    if (text[start] == '{' && (has_ending(label, list_endings) || is_by_lines(text.substr(start)))) {
        open_lines(bytes, source);
        return {};
    }
    open_slices(bytes, split_json(text), skipped, label, source);
    return {};
}

// NDJSON: a job takes the lines that begin in its piece of the file, however far the last one reaches.
void Opener::open_lines(const SharedBytes& bytes, size_t source) {
    for (size_t begin = 0; begin < bytes->view().size(); begin += job_bytes) {
        list_.jobs.push_back(
            {source, [bytes, begin](Chunk& chunk) {
                 const std::string_view text = bytes->view();
                 const size_t end = std::min(text.size(), begin + job_bytes);
                 size_t at = begin;
                 if (begin != 0) {
                     const size_t before = text.find('\n', begin - 1);
                     at = before == std::string_view::npos ? text.size() : before + 1;
                 }
                 while (at < end) {
                     const size_t stop = std::min(text.size(), text.find('\n', at));
                     ++chunk.lines;
                     std::string_view line = text.substr(at, stop - at);
                     if (at == 0 && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
                     line = trim(line);
                     if (line.size() > limits::record_bytes)
                         chunk.troubles.push_back(
                             {{}, chunk.lines, fmt::format("is larger than {} bytes", limits::record_bytes)});
                     else if (!line.empty()) chunk.refer(text, line, chunk.lines);
                     at = stop + 1;
                 }
             }});
    }
}

void Opener::open_slices(const SharedBytes& bytes, JsonSlices slices, size_t skipped, const std::string& label,
                         size_t source) {
    if (slices.broken_line)
        problem(label, fmt::format("line {}: is no JSON object; it and what follows is not read", *slices.broken_line));
    for (JsonSlice& slice : slices.values) slice.offset += skipped;
    const auto shared = std::make_shared<const std::vector<JsonSlice>>(std::move(slices.values));
    size_t first = 0;
    size_t total = 0;
    for (size_t i = 0; i < shared->size(); ++i) {
        total += (*shared)[i].bytes;
        if (total < job_bytes && i + 1 < shared->size()) continue;
        list_.jobs.push_back(
            {source, [bytes, shared, first, last = i + 1](Chunk& chunk) {
                 for (size_t k = first; k < last; ++k) {
                     const JsonSlice& slice = (*shared)[k];
                     if (slice.bytes > limits::record_bytes)
                         chunk.troubles.push_back(
                             {{}, slice.line, fmt::format("is larger than {} bytes", limits::record_bytes)});
                     else chunk.refer(bytes->view(), bytes->view().substr(slice.offset, slice.bytes), slice.line);
                 }
             }});
        first = i + 1;
        total = 0;
    }
}

Result<void> Opener::open_folder(const std::string& path) {
    WARD_TRY(Root opened, Root::open(path));
    const auto root = std::make_shared<const Root>(std::move(opened));
    const Listing listing = root->walk({}, [](std::string_view) { return true; });
    for (const Problem& part : listing.problems) problem(path + "/" + part.path, part.reason);
    std::vector<std::string> records;
    const bool repository =
        std::ranges::any_of(listing.entries, [](const Entry& entry) { return is_in_record_folder(entry.path); });
    for (const Entry& entry : listing.entries) {
        if (entry.kind == EntryKind::folder) continue;
        if (repository && is_other_json(entry.path)) {
            list_.notes.add(Defect::other_file);
            continue;
        }
        const std::string label = path + "/" + entry.path;
        const bool named_like_records = has_ending(entry.path, record_endings) ||
                                        has_ending(entry.path, list_endings) || has_ending(entry.path, packed_endings);
        if (entry.kind != EntryKind::file) {
            if (named_like_records) problem(label, "is not a regular file (links are not followed)");
            continue;
        }
        if (is_change_log(entry.path)) {
            list_.notes.add(Defect::other_file);
            continue;
        }
        if (!named_like_records) {
            if (!has_ending(entry.path, expected_endings)) list_.notes.add(Defect::other_file);
            continue;
        }
        if (has_ending(entry.path, record_endings)) {
            records.push_back(entry.path);
            continue;
        }
        const auto fd = root->open_regular(entry.path);
        auto map = fd ? Map::of(*fd, entry.path) : Result<Map>(std::unexpected(fd.error()));
        if (!map) {
            problem(label, map.error().what);
            continue;
        }
        auto bytes = std::make_shared<Bytes>();
        bytes->map = std::move(*map);
        if (const auto done = open(bytes, label); !done) problem(label, done.error().what);
    }
    const size_t source = add_source(path);
    const auto shared = std::make_shared<const std::vector<std::string>>(std::move(records));
    for (size_t first = 0; first < shared->size(); first += files_per_job) {
        list_.jobs.push_back({source, [root, shared, first](Chunk& chunk) {
                                  for (size_t i = first; i < std::min(shared->size(), first + files_per_job); ++i) {
                                      // Files named .json may be lists of records; the limit for them is that of a
                                      // list.
                                      const auto text = root->read((*shared)[i], archived_list_bytes);
                                      if (!text) chunk.troubles.push_back({(*shared)[i], 0, text.error().what});
                                      else {
                                          chunk.buffer += *text;
                                          take_text(chunk, chunk.buffer.size() - text->size(), (*shared)[i]);
                                      }
                                  }
                              }});
    }
    return {};
}

}  // namespace

Result<SourceList> open_sources(std::span<const std::string> paths) {
    SourceList list;
    Opener opener(list);
    for (const std::string& path : paths) {
        auto bytes = std::make_shared<Bytes>();
        if (path == "-") {
            WARD_TRY(bytes->text, read_all(STDIN_FILENO, limits::stream_bytes, "standard input"));
            if (const auto done = opener.open(bytes, "standard input"); !done)
                return fail(done.error().code, done.error().what, "standard input");
            continue;
        }
        struct stat info{};
        if (::stat(path.c_str(), &info) != 0) return fail_errno("cannot look at", path);
        if (S_ISDIR(info.st_mode)) {
            WARD_TRY_VOID(opener.open_folder(path));
            continue;
        }
        if (S_ISREG(info.st_mode)) {
            WARD_TRY(bytes->map, Map::open(path));
        } else {  // a pipe, such as a shell's <(...)
            WARD_TRY(bytes->text, read_file(path, limits::stream_bytes));
        }
        if (const auto done = opener.open(bytes, path); !done) return fail(done.error().code, done.error().what, path);
    }
    return list;
}

}  // namespace ward::advisory
