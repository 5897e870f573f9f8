// Writes tar archives for tests: ustar headers, pax records and GNU long names, honest or with any field forged.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <zlib.h>

namespace ward::test {

class TarWriter {
  public:
    static constexpr size_t block = 512;

    // What a header says. Fields are cut to their width; `magic` and `prefix` are as they stand in the archive.
    struct Header {
        std::string name = {};
        char flag = '0';
        uint32_t mode = 0644;
        std::string target = {};
        std::string prefix = {};
        std::string magic = std::string("ustar\00000", 8);
        std::string size = {};  // raw; empty: that of the body
    };

    TarWriter& add(std::string_view name, std::string_view text, uint32_t mode = 0644) {
        return add(Header{.name = std::string(name), .mode = mode}, text);
    }
    TarWriter& add(const Header& header, std::string_view body = {}) {
        out_ += header_block(header, body.size());
        return raw(body).pad();
    }
    TarWriter& folder(std::string_view name) {
        return add(Header{.name = std::string(name), .flag = '5', .mode = 0755});
    }
    TarWriter& link(std::string_view name, std::string_view target, char flag = '2') {
        return add(Header{.name = std::string(name), .flag = flag, .target = std::string(target)});
    }
    TarWriter& pax(std::string_view records, char flag = 'x') {
        return add(Header{.name = "PaxHeader/x", .flag = flag}, records);
    }
    TarWriter& long_name(std::string_view name, char flag = 'L') {
        return add(Header{.name = "././@LongLink", .flag = flag}, std::string(name) + '\0');
    }
    TarWriter& raw(std::string_view bytes) {
        out_ += bytes;
        return *this;
    }
    TarWriter& pad() {
        out_.resize((out_.size() + block - 1) / block * block);
        return *this;
    }
    // As it stands, without the zero blocks of its end.
    const std::string& cut() const { return out_; }
    std::string finish() const { return out_ + std::string(2 * block, '\0'); }

    static std::string record(std::string_view key, std::string_view value) {
        const size_t rest = key.size() + value.size() + 3;
        size_t length = rest + 1;
        while (rest + std::to_string(length).size() != length) ++length;
        return std::to_string(length) + ' ' + std::string(key) + '=' + std::string(value) + '\n';
    }
    static std::string octal(uint64_t value, size_t width) {
        std::string digits(width + 16, '\0');
        const int length = std::snprintf(digits.data(), digits.size(), "%0*llo", static_cast<int>(width) - 1,
                                         static_cast<unsigned long long>(value));
        return digits.substr(0, static_cast<size_t>(length));
    }
    static std::string header_block(const Header& header, uint64_t size) {
        std::string out(block, '\0');
        put(out, 0, 100, header.name);
        put(out, 100, 8, octal(header.mode, 8));
        put(out, 108, 8, octal(0, 8));
        put(out, 116, 8, octal(0, 8));
        put(out, 124, 12, header.size.empty() ? octal(size, 12) : header.size);
        put(out, 136, 12, octal(499'162'500, 12));
        out[156] = header.flag;
        put(out, 157, 100, header.target);
        put(out, 257, 8, header.magic);
        put(out, 345, 155, header.prefix);
        seal(out, 0);
        return out;
    }
    // Makes the checksum of the header at `at` right again.
    static void seal(std::string& archive, size_t at) {
        put(archive, at + 148, 8, "        ");
        unsigned sum = 0;
        for (size_t i = at; i < at + block; ++i) sum += static_cast<unsigned char>(archive[i]);
        put(archive, at + 148, 8, octal(sum, 7) + std::string("\0 ", 2));
    }

  private:
    static void put(std::string& out, size_t at, size_t width, std::string_view text) {
        out.replace(at, std::min(width, text.size()), text.substr(0, width));
    }

    std::string out_;
};

// One gzip member.
inline std::string gzip(std::string_view bytes, int level = 6) {
    z_stream stream{};
    constexpr int as_gzip = 16 + MAX_WBITS;
    if (deflateInit2(&stream, level, Z_DEFLATED, as_gzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int status = deflate(&stream, Z_FINISH);
    out.resize(status == Z_STREAM_END ? stream.total_out : 0);
    deflateEnd(&stream);
    return out;
}

}  // namespace ward::test
