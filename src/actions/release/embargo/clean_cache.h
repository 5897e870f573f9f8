// Which objects and files were found clean, so that they are not read again. What is clean under one taint set says
// nothing under another: each set has a file of its own, named by its digest.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/gitobjects/object.h"

namespace ward::release {

constexpr size_t max_clean_ids = 8'000'000;  // of one file; with more, only those of the last check are kept

class CleanCache {
  public:
    // `folder` is ward's own; empty: nothing is known and nothing kept. `purpose` is a word: "objects". A file that is
    // damaged or of another form counts as none.
    static CleanCache load(const std::string& folder, std::string_view purpose, std::string_view taint_digest,
                           size_t id_bytes);

    bool has(const gitobjects::ObjectId& id) const;
    size_t size() const { return id_bytes_ == 0 ? 0 : ids().size() / id_bytes_; }
    // Adds what was found clean and writes the file, for nobody but this user.
    Result<void> keep(std::vector<gitobjects::ObjectId> clean) const;

  private:
    std::string_view ids() const { return std::string_view(bytes_).substr(ids_begin_, ids_size_); }

    std::string folder_;
    std::string path_;
    std::string head_;
    size_t id_bytes_ = 0;
    std::string bytes_;  // the file; the ids in it are sorted
    size_t ids_begin_ = 0;
    size_t ids_size_ = 0;
};

// Of a file's name and state: another name for an id of 32 bytes.
gitobjects::ObjectId key_of(std::string_view text);

}  // namespace ward::release
