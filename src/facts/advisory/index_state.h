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
#include "facts/advisory/package_rows.h"
#include "formats/versions/versions.h"

namespace ward::advisory {

struct Index::State {
    struct Ecosystem {
        uint64_t hash = 0;  // of the name, with which the hash of a package begins
        std::string_view name;
        const versions::Ordering* ordering = nullptr;
    };

    explicit State(Image opened) : image(std::move(opened)) {}

    Image image;
    Map map;                              // one of these two owns the bytes of `image`
    std::unique_ptr<std::string> memory;  // behind a pointer: a moved string may move its bytes
    Info info;
    std::vector<Ecosystem> ecosystems;
    unsigned slot_bits = 0;

    // The block that was expanded last: title and references of a record are asked for one after the other.
    mutable std::mutex block_mutex;
    mutable uint32_t block_number = 0xffffffff;
    mutable std::shared_ptr<const std::string> block;

    // An index whose keys come from other orderings answers no queries, but its records can be read.
    enum class Marks { demand, ignore };
    static Result<std::unique_ptr<State>> make(std::string_view bytes, Marks marks = Marks::demand);
    Result<void> read_info(Marks marks);

    struct Package {
        PackageRows rows;
        const Ecosystem* ecosystem = nullptr;
    };
    std::optional<Package> package(std::string_view ecosystem_base, std::string_view normal_name) const;
    // The same in two steps: between them the caller has something to do while the package comes out of the memory.
    // None where there is no such package, which is mostly told here.
    struct Place {
        const Ecosystem* ecosystem = nullptr;
        uint64_t slot = 0;
    };
    std::optional<Place> place(std::string_view ecosystem_base, std::string_view normal_name) const;
    std::optional<Package> package(const Place& place, std::string_view normal_name) const;
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
