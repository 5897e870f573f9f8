// What an open index holds. Only the files that implement Index see it.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "facts/advisory/advisory.h"
#include "facts/advisory/image.h"
#include "facts/advisory/names.h"
#include "facts/advisory/package_rows.h"
#include "formats/versions/versions.h"

namespace ward::advisory {

struct Index::State {
    struct Ecosystem {
        uint64_t hash = 0;  // of the name, with which the hash of a package begins
        std::string_view name;
        const versions::Ordering* ordering = nullptr;
        Naming naming = Naming::as_written;
    };

    explicit State(Image opened) : image(std::move(opened)) {}

    Image image;
    Map map;                              // one of these two owns the bytes of `image`
    std::unique_ptr<std::string> memory;  // behind a pointer: a moved string may move its bytes
    Info info;
    std::vector<Ecosystem> ecosystems;
    // By the highest bits of the name's hash: 1 + the place in `ecosystems`, 0 where there is none.
    std::vector<uint16_t> ecosystem_slots;
    unsigned ecosystem_slot_bits = 0;
    unsigned slot_bits = 0;

    // The block that was expanded last: title and references of a record are asked for one after the other.
    mutable std::mutex block_mutex;
    mutable uint32_t block_number = 0xffffffff;
    mutable std::shared_ptr<const std::string> block;

    // An index whose keys come from other orderings answers no queries, but its records can be read.
    enum class Marks { demand, ignore };
    static Result<std::unique_ptr<State>> make(std::string_view bytes, Marks marks = Marks::demand);
    Result<void> read_info(Marks marks);
    void place_ecosystems();

    struct Package {
        PackageRows rows;
        const Ecosystem* ecosystem = nullptr;
    };
    std::optional<Package> package(std::string_view ecosystem_base, std::string_view name) const;
    // The same in steps: between the last two the caller has something to do while the package comes out of the memory.
    // Null where no record is of this ecosystem.
    const Ecosystem* ecosystem(std::string_view base) const;
    // The first slot of the directory that may be the package's. None where there is no such package, which is mostly
    // told here.
    std::optional<uint64_t> slot(const Ecosystem& ecosystem, std::string_view normal_name) const;
    std::optional<Package> package(const Ecosystem& ecosystem, uint64_t slot, std::string_view normal_name) const;
    Result<std::shared_ptr<const std::string>> expand(uint32_t block) const;
    // The record's JSON within a block, which it keeps alive. json_padding bytes behind it are readable.
    struct Json {
        std::shared_ptr<const std::string> block;
        std::string_view text;
    };
    Result<Json> json(RecordNumber number) const;
    std::optional<RecordNumber> find(std::string_view id) const;
    std::vector<std::string_view> members(uint32_t set) const;
};

}  // namespace ward::advisory
