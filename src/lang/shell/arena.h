// Where a Script's nodes live: chunks that are freed all at once. Only what needs no destructor may live here.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ward::shell {

class Arena {
  public:
    void* allocate(size_t bytes, size_t alignment) {
        const size_t padding = (alignment - used_ % alignment) % alignment;
        if (padding + bytes > size_ - used_) return allocate_chunk(bytes);
        used_ += padding;
        void* at = chunks_.back().get() + used_;
        used_ += bytes;
        return at;
    }
    template <typename T>
    T* make() {
        static_assert(std::is_trivially_destructible_v<T>);
        return new (allocate(sizeof(T), alignof(T))) T{};
    }
    std::string_view copy(std::string_view text) {
        if (text.empty()) return {};
        char* to = static_cast<char*>(allocate(text.size(), 1));
        std::memcpy(to, text.data(), text.size());
        return {to, text.size()};
    }

  private:
    static constexpr size_t first_chunk = size_t{8} << 10;
    static constexpr size_t largest_chunk = size_t{1} << 20;

    void* allocate_chunk(size_t bytes) {
        size_t size = chunks_.empty() ? first_chunk : std::min(size_ * 2, largest_chunk);
        if (size < bytes) size = bytes;
        chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
        size_ = size;
        used_ = bytes;
        return chunks_.back().get();
    }

    std::vector<std::unique_ptr<std::byte[]>> chunks_;
    size_t size_ = 0;
    size_t used_ = 0;
};

}  // namespace ward::shell
