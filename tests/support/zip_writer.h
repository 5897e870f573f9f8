// Writes zip archives for tests and benchmarks, stored or deflated, honest or with any field forged afterwards.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <libdeflate.h>

namespace ward::test {

class ZipWriter {
  public:
    enum class Method : uint16_t { stored = 0, deflated = 8 };

    explicit ZipWriter(int level = 6) : compressor_(libdeflate_alloc_compressor(level)) {}
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;
    ~ZipWriter() { libdeflate_free_compressor(compressor_); }

    // `unix_mode` as st_mode has it; 0 leaves out what system wrote it.
    void add(std::string_view name, std::string_view text, Method method = Method::deflated, uint16_t unix_mode = 0) {
        std::string packed(text);
        if (method == Method::deflated) {
            packed.resize(libdeflate_deflate_compress_bound(compressor_, text.size()));
            packed.resize(
                libdeflate_deflate_compress(compressor_, text.data(), text.size(), packed.data(), packed.size()));
        }
        const uint32_t crc = libdeflate_crc32(0, text.data(), text.size());
        const size_t offset = out_.size();
        auto common = [&](std::string& to) {
            put16(to, 20);
            put16(to, 0x800);
            put16(to, static_cast<uint16_t>(method));
            put16(to, 0);
            put16(to, 0x21);
            put32(to, crc);
            put32(to, static_cast<uint32_t>(packed.size()));
            put32(to, static_cast<uint32_t>(text.size()));
            put16(to, static_cast<uint16_t>(name.size()));
            put16(to, 0);
        };
        put32(out_, 0x04034b50);
        common(out_);
        out_ += name;
        out_ += packed;
        put32(central_, 0x02014b50);
        put16(central_, static_cast<uint16_t>(unix_mode == 0 ? 20 : 3 << 8 | 20));
        common(central_);
        put16(central_, 0);
        put16(central_, 0);
        put16(central_, 0);
        put32(central_, static_cast<uint32_t>(unix_mode) << 16);
        put32(central_, static_cast<uint32_t>(offset));
        central_ += name;
        ++count_;
    }

    // The archive; with Zip64 end records where the counts need it, or always when asked for.
    std::string finish(bool zip64 = false) {
        const size_t directory = out_.size();
        out_ += central_;
        if (zip64 || count_ >= 0xffff) {
            const size_t at = out_.size();
            put32(out_, 0x06064b50);
            put64(out_, 44);
            put16(out_, 45);
            put16(out_, 45);
            put32(out_, 0);
            put32(out_, 0);
            put64(out_, count_);
            put64(out_, count_);
            put64(out_, central_.size());
            put64(out_, directory);
            put32(out_, 0x07064b50);
            put32(out_, 0);
            put64(out_, at);
            put32(out_, 1);
            end(0xffff, 0xffffffff, 0xffffffff);
        } else {
            end(static_cast<uint16_t>(count_), static_cast<uint32_t>(central_.size()),
                static_cast<uint32_t>(directory));
        }
        return std::move(out_);
    }

    static void put16(std::string& to, uint16_t value) { put(to, value, 2); }
    static void put32(std::string& to, uint32_t value) { put(to, value, 4); }
    static void put64(std::string& to, uint64_t value) { put(to, value, 8); }

  private:
    static void put(std::string& to, uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i));
    }
    void end(uint16_t count, uint32_t bytes, uint32_t directory) {
        put32(out_, 0x06054b50);
        put16(out_, 0);
        put16(out_, 0);
        put16(out_, count);
        put16(out_, count);
        put32(out_, bytes);
        put32(out_, directory);
        put16(out_, 0);
    }

    libdeflate_compressor* compressor_;
    std::string out_;
    std::string central_;
    uint64_t count_ = 0;
};

}  // namespace ward::test
