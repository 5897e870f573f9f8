#include "facts/advisory/image.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "base/parallel.h"
#include "formats/crc32c.h"
#include "formats/digest.h"

namespace ward::advisory {
namespace {

using namespace layout;

constexpr std::array<std::string_view, section_count> names = {"pages",   "info",       "directory",   "packages",
                                                               "records", "set_starts", "set_members", "other_ids",
                                                               "strings", "blocks",     "texts"};

template <typename Struct>
Struct copy_at(std::string_view bytes, uint64_t offset) {
    Struct out;
    std::memcpy(&out, bytes.data() + offset, sizeof out);
    return out;
}

std::string_view view(const auto& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::unexpected<Error> damaged(std::string what) {
    return fail(ErrorCode::damaged, std::move(what));
}

constexpr uint64_t up_to_page(uint64_t bytes) {
    return (bytes + page_bytes - 1) / page_bytes * page_bytes;
}

}  // namespace

std::string_view name_of(Section section) {
    return names.at(static_cast<size_t>(section) - 1);
}

std::array<unsigned char, 32> tree_digest(std::string_view bytes) {
    const size_t leaves = (bytes.size() + digest_leaf_bytes - 1) / digest_leaf_bytes;
    std::vector<std::array<unsigned char, 32>> digests(leaves);
    parallel_for(leaves,
                 [&](size_t i) { digests[i] = sha256(bytes.substr(i * digest_leaf_bytes, digest_leaf_bytes)); });
    return sha256({reinterpret_cast<const char*>(digests.data()), leaves * 32});
}

Result<Image> Image::open(std::string_view bytes) {
    if (bytes.size() < page_bytes + sizeof(Trailer)) return damaged("is too short for an advisory database");
    const auto header = copy_at<Header>(bytes, 0);
    if (view(header.magic) != magic) return damaged("is not an advisory database of ward");
    if (header.version != format_version)
        return fail(ErrorCode::unsupported,
                    fmt::format("has format {}, and this ward reads format {}", header.version, format_version));
    const auto header_crc = copy_at<uint32_t>(bytes, header_crc_offset);
    if (crc32c(bytes.substr(0, header_crc_offset)) != header_crc) return damaged("has a damaged header");
    if (header.file_bytes != bytes.size())
        return damaged(fmt::format("has {} bytes and should have {}", bytes.size(), header.file_bytes));
    const uint64_t trailer_at = bytes.size() - sizeof(Trailer);
    const auto trailer = copy_at<Trailer>(bytes, trailer_at);
    if (view(trailer.mark) != commit_mark || trailer.crc != crc32c(bytes.substr(trailer_at, trailer_crc_offset)) ||
        trailer.header_crc != header_crc || trailer.digest != header.digest ||
        trailer.file_bytes != header.file_bytes || trailer.version != header.version)
        return damaged("has a damaged trailer, or was not written to its end");

    Image image;
    image.bytes_ = bytes;
    image.digest_ = header.digest;
    WARD_TRY_VOID(image.read_table(header));
    const uint64_t pages = (trailer_at - image.first_page_offset_) / page_bytes;
    image.checked_ = std::make_unique<std::atomic<uint64_t>[]>(pages / 64 + 1);
    image.bad_page_ = std::make_unique<std::atomic<uint64_t>>(0);
    image.nonsense_ = std::make_unique<std::atomic<bool>>(false);
    return image;
}

// The sections must follow each other exactly as the specification lays them out: there is one right value for every
// offset, so nothing can overlap or reach outside.
Result<void> Image::read_table(const Header& header) {
    const uint64_t table_bytes = section_count * sizeof(SectionRow);
    if (header.sections != section_count || view(sha256(bytes_.substr(sizeof(Header), table_bytes))) != digest())
        return damaged("has a damaged section table");
    const uint64_t trailer_at = bytes_.size() - sizeof(Trailer);
    uint64_t offset = page_bytes;
    for (size_t i = 0; i < section_count; ++i) {
        const auto row = copy_at<SectionRow>(bytes_, sizeof(Header) + i * sizeof(SectionRow));
        if (row.kind != i + 1 || row.offset != offset || row.bytes > trailer_at - offset ||
            up_to_page(row.bytes) > trailer_at - offset)
            return damaged(fmt::format("has a section `{}` that does not fit", names[i]));
        parts_[i] = {row.offset, row.bytes};
        digests_[i] = row.digest;
        offset += up_to_page(row.bytes);
        if (i == 0) first_page_offset_ = offset;
    }
    if (offset != trailer_at) return damaged("has bytes behind its last section");
    const Part& pages = part(Section::pages);
    if (pages.bytes != (trailer_at - first_page_offset_) / page_bytes * sizeof(uint32_t) ||
        crc32c(bytes_.substr(pages.offset, up_to_page(pages.bytes))) != header.pages_crc)
        return damaged("has damaged page checksums");
    return {};
}

bool Image::check(uint64_t page) const {
    const auto expected = copy_at<uint32_t>(bytes_, part(Section::pages).offset + page * sizeof(uint32_t));
    if (crc32c(bytes_.substr(first_page_offset_ + page * page_bytes, page_bytes)) != expected) {
        bad_page_->store(page + 1, std::memory_order_relaxed);
        return false;
    }
    checked_[page / 64].fetch_or(uint64_t{1} << (page % 64), std::memory_order_relaxed);
    return true;
}

std::string_view Image::text(uint32_t position) const {
    const Part& strings = part(Section::strings);
    if (position >= strings.bytes) {
        report_nonsense();
        return {};
    }
    const uint64_t left = strings.bytes - position;
    const uint64_t offset = strings.offset + position;
    if (!intact(offset, std::min<uint64_t>(left, 5))) return {};
    uint64_t length = 0;
    uint64_t used = 0;
    for (;; ++used) {
        if (used == std::min<uint64_t>(left, 5)) {
            report_nonsense();
            return {};
        }
        const auto byte = static_cast<unsigned char>(bytes_[offset + used]);
        length |= uint64_t{byte & 0x7fu} << (7 * used);
        if (byte < 0x80) break;
    }
    ++used;
    if (length > left - used) {
        report_nonsense();
        return {};
    }
    if (!intact(offset + used, length)) return {};
    return bytes_.substr(offset + used, length);
}

std::optional<std::string_view> Image::bytes(Section section, uint64_t offset, uint64_t bytes) const {
    const Part& where = part(section);
    if (offset > where.bytes || bytes > where.bytes - offset) {
        report_nonsense();
        return std::nullopt;
    }
    if (!intact(where.offset + offset, bytes)) return std::nullopt;
    return bytes_.substr(where.offset + offset, bytes);
}

std::string_view Image::info() const {
    const Part& where = part(Section::info);
    return intact(where.offset, where.bytes) ? bytes_.substr(where.offset, where.bytes) : std::string_view();
}

Result<void> Image::verify() const {
    const uint64_t pages = part(Section::pages).bytes / sizeof(uint32_t);
    for (uint64_t page = 0; page < pages; ++page)
        if (!check(page)) return damage();
    for (size_t i = 0; i < section_count; ++i)
        if (tree_digest(bytes_.substr(parts_[i].offset, parts_[i].bytes)) != digests_[i])
            return damaged(fmt::format("section `{}` does not have the digest that the header promises", names[i]));
    return damage();
}

Result<void> Image::damage() const {
    if (const uint64_t bad = bad_page_->load(std::memory_order_relaxed); bad != 0) {
        const uint64_t offset = first_page_offset_ + (bad - 1) * page_bytes;
        size_t section = 1;
        while (section + 1 < section_count && parts_[section + 1].offset <= offset) ++section;
        return damaged(fmt::format("section `{}` is damaged in the page at byte {}", names[section], offset));
    }
    if (nonsense_->load(std::memory_order_relaxed)) return damaged("has rows that point outside of their section");
    return {};
}

}  // namespace ward::advisory
