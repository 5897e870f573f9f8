// Packs made by hand, to be wrong in one way each.
#include "io/gitobjects/pack.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <libdeflate.h>

#include "base/text.h"
#include "io/gitobjects/delta.h"
#include "io/gitobjects/inflate.h"
#include "io/gitobjects/store.h"

namespace ward::gitobjects {
namespace {

std::string number(uint64_t value, size_t bytes) {
    std::string text;
    for (size_t i = bytes; i-- > 0;) text += static_cast<char>(value >> (8 * i));
    return text;
}

std::string deflated(std::string_view bytes) {
    libdeflate_compressor* one = libdeflate_alloc_compressor(6);
    std::string out(libdeflate_zlib_compress_bound(one, bytes.size()), '\0');
    out.resize(libdeflate_zlib_compress(one, bytes.data(), bytes.size(), out.data(), out.size()));
    libdeflate_free_compressor(one);
    return out;
}

std::string head(unsigned type, size_t size) {
    std::string text;
    auto byte = static_cast<unsigned>(type << 4 | (size & 15));
    for (size >>= 4; size != 0; size >>= 7) {
        text += static_cast<char>(byte | 0x80);
        byte = size & 0x7f;
    }
    return text + static_cast<char>(byte);
}

std::string size_of(size_t size) {
    std::string text;
    for (; size > 0x7f; size >>= 7) text += static_cast<char>(size | 0x80);
    return text + static_cast<char>(size);
}

ObjectId id_of(unsigned char first) {
    return ObjectId::from_bytes(std::string(1, static_cast<char>(first)) + std::string(19, '\1')).value();
}

struct Made {
    std::string index;
    std::string pack;
};
// Object number i has the id that begins with byte i.
Made make(const std::vector<std::string>& objects) {
    Made made;
    made.pack = "PACK" + number(2, 4) + number(objects.size(), 4);
    std::string offsets;
    std::string ids;
    for (size_t i = 0; i < objects.size(); ++i) {
        ids += id_of(static_cast<unsigned char>(i)).bytes();
        offsets += number(made.pack.size(), 4);
        made.pack += objects[i];
    }
    made.pack += std::string(20, '\0');
    made.index = "\377tOc" + number(2, 4);
    for (size_t i = 0; i < 256; ++i) made.index += number(std::min(i + 1, objects.size()), 4);
    made.index += ids + std::string(4 * objects.size(), '\0') + offsets + std::string(40, '\0');
    return made;
}

std::string blob(std::string_view bytes) {
    return head(3, bytes.size()) + deflated(bytes);
}
std::string delta_by_id(const ObjectId& base, std::string_view delta) {
    return head(7, delta.size()) + std::string(base.bytes()) + deflated(delta);
}
std::string delta_back(size_t back, std::string_view delta) {
    return head(6, delta.size()) + static_cast<char>(back) + deflated(delta);
}

std::string read(const Made& made, unsigned char which, size_t max_bytes = max_object_bytes) {
    const auto store = ObjectStore::of_pack(made.index, made.pack, sha1_bytes);
    if (!store) return store.error().message();
    const auto object = (*store)->read(id_of(which), max_bytes);
    const auto info = (*store)->info(id_of(which));
    if (object && (!info || info->size != object->bytes.size())) return "info differs";
    return object ? object->bytes : object.error().message();
}

TEST(Packs, are_read) {
    const std::string base = blob("hello world");
    // Copies "world", adds "!".
    const std::string delta = size_of(11) + size_of(6) + "\x91\x06\x05" + "\x01!";
    const Made made =
        make({base, delta_by_id(id_of(0), delta), delta_back(base.size() + 20 + 1 + deflated(delta).size(), delta)});
    EXPECT_EQ(read(made, 0), "hello world");
    EXPECT_EQ(read(made, 1), "world!");
    EXPECT_EQ(read(made, 2), "world!");
    EXPECT_EQ(read(made, 1, 5), "pack: is larger than 5 bytes") << "known before it is made";
    EXPECT_NE(read(made, 9).find("is not in the repository"), std::string::npos);
}

TEST(Packs, with_circles_of_deltas_end) {
    const std::string delta = size_of(1) + size_of(1) + "\x01x";
    EXPECT_EQ(read(make({delta_by_id(id_of(1), delta), delta_by_id(id_of(0), delta)}), 0),
              "pack: has more than 4095 deltas on each other");
    EXPECT_EQ(read(make({delta_by_id(id_of(0), delta)}), 0), "pack: has more than 4095 deltas on each other");
    EXPECT_NE(read(make({delta_by_id(id_of(7), delta)}), 0).find("whose base"), std::string::npos);
}

TEST(Packs, with_bases_outside_are_refused) {
    const std::string delta = size_of(1) + size_of(1) + "\x01x";
    EXPECT_NE(read(make({delta_back(0, delta)}), 0).find("outside of it"), std::string::npos);
    EXPECT_NE(read(make({blob("a"), delta_back(127, delta)}), 1).find("outside of it"), std::string::npos);
    Made made = make({delta_back(1, delta)});
    made.pack.replace(13, 1, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f");
    EXPECT_NE(read(made, 0).find("outside of it"), std::string::npos);
}

TEST(Packs, with_wrong_sizes_are_refused) {
    EXPECT_NE(read(make({head(3, 4) + deflated("abc")}), 0).find("another size"), std::string::npos);
    EXPECT_NE(read(make({head(3, 2) + deflated("abc")}), 0).find("another size"), std::string::npos);
    EXPECT_NE(read(make({head(3, size_t{1} << 50) + deflated("abc")}), 0).find("is larger than"), std::string::npos);
    EXPECT_NE(read(make({head(3, 200u << 20) + deflated("abc")}), 0).find("more bytes than it can hold"),
              std::string::npos)
        << "no memory is taken for it";
    EXPECT_NE(read(make({head(3, 3) + "abc"}), 0).find("zlib"), std::string::npos);
    EXPECT_NE(read(make({std::string(12, '\xff')}), 0).find("impossible size"), std::string::npos);
    EXPECT_NE(read(make({head(5, 1) + deflated("a")}), 0).find("unknown type"), std::string::npos);
    EXPECT_NE(read(make({blob(std::string(2000, 'x'))}), 0, 100).find("larger than 100 bytes"), std::string::npos);
}

TEST(Packs, of_many_large_steps_stop) {
    // Each delta copies its base three times as often as it needs to be large.
    const size_t large = max_object_bytes;
    const std::string base = blob(std::string(1 << 16, 'a'));
    std::string delta = size_of(1 << 16) + size_of(large);
    for (size_t i = 0; i < large >> 16; ++i) delta += "\x80";
    std::string again = size_of(large) + size_of(large);
    for (size_t i = 0; i < large / 0xffffff; ++i) again += "\xf0\xff\xff\xff";
    again += "\xf0" + std::string("\x10\0\0", 3);
    std::vector<std::string> objects{base, delta_by_id(id_of(0), delta)};
    for (unsigned char i = 2; i < 20; ++i) objects.push_back(delta_by_id(id_of(i - 1), again));
    EXPECT_NE(read(make(objects), 19).find("bytes for one object"), std::string::npos);
}

TEST(Deltas, are_checked) {
    const auto said = [](const std::string& delta) {
        const auto result = apply_delta("base", delta, 100);
        return result ? *result : result.error().what;
    };
    const std::string sizes = size_of(4) + size_of(4);
    EXPECT_EQ(said(sizes + "\x90\x04"), "base");
    EXPECT_EQ(said(size_of(5) + size_of(4) + "\x90\x04"), "delta is for a base of another size");
    EXPECT_EQ(said(sizes + "\x90\x05"), "delta copies from outside of its base");
    EXPECT_EQ(said(sizes + "\x80"), "delta copies from outside of its base") << "no size means 64 KiB";
    EXPECT_EQ(said(sizes + "\x91\xff\x01"), "delta copies from outside of its base");
    EXPECT_EQ(said(sizes + std::string(1, '\0')), "delta has a reserved instruction");
    EXPECT_EQ(said(sizes + "\x05"
                           "abcde"),
              "delta makes more than it says");
    EXPECT_EQ(said(sizes + "\x03"
                           "abc"),
              "delta makes less than it says");
    EXPECT_EQ(said(sizes + "\x05"
                           "abc"),
              "delta is cut short");
    EXPECT_EQ(said(sizes + "\x90"), "delta is cut short");
    EXPECT_EQ(said(size_of(4) + size_of(101)), "is larger than 100 bytes");
    EXPECT_EQ(said(std::string(12, '\xff')), "delta has a size that is too large");
    EXPECT_EQ(said(""), "delta is cut short");
}

TEST(Packs, every_cut_and_every_damaged_byte_is_survived) {
    const std::string base = blob("hello world");
    const std::string delta = size_of(11) + size_of(6) + "\x91\x06\x05" + "\x01!";
    const Made made = make({base, delta_by_id(id_of(0), delta)});
    for (size_t size = 0; size < made.index.size(); ++size)
        EXPECT_NE(read({made.index.substr(0, size), made.pack}, 1), "world!") << size;
    for (size_t size = 0; size < made.pack.size(); ++size) (void)read({made.index, made.pack.substr(0, size)}, 1);
    for (std::string Made::* file : {&Made::index, &Made::pack})
        for (size_t at = 0; at < (made.*file).size(); ++at)
            for (const char value : {'\0', '\x7f', '\xff'}) {
                Made damaged = made;
                (damaged.*file)[at] = value;
                (void)read(damaged, 1);
            }
}

TEST(Objects, trees_with_impossible_names_are_refused) {
    const auto said = [](const std::string& bytes) {
        const auto tree = parse_tree(bytes, sha1_bytes);
        return tree ? std::to_string(tree->size()) : tree.error().what;
    };
    const auto entry = [](const std::string& mode, const std::string& name) {
        return mode + ' ' + name + '\0' + std::string(20, '\2');
    };
    EXPECT_EQ(said(""), "0");
    EXPECT_EQ(said(entry("100644", "a") + entry("40000", "b") + entry("160000", "c") + entry("120000", "d")), "4");
    EXPECT_EQ(said(entry("100644", "a.b") + entry("40000", "a")), "2") << "a folder's name sorts as if it ended in '/'";
    for (const char* name : {"", ".", "..", ".git", ".GIT", "a/b"})
        EXPECT_NE(said(entry("100644", name)).find("impossible name"), std::string::npos) << name;
    EXPECT_NE(said(entry("100644", "b") + entry("100644", "a") + entry("100644", "b")).find("twice"),
              std::string::npos);
    for (const char* mode : {"", "10", "1006449", "100648", "170000"})
        EXPECT_NE(said(entry(mode, "a")).find("mode"), std::string::npos) << mode;
    EXPECT_EQ(said(entry("100644", "a").substr(0, 20)), "tree is cut short");
    EXPECT_EQ(said("100644"), "tree is cut short");
}

TEST(Objects, commits_and_tags_are_checked) {
    const std::string id(40, 'a');
    const auto commit =
        parse_commit("tree " + id + "\nparent " + id + "\ncommitter A <a> 17 +0000\n\ntree x\n", sha1_bytes);
    ASSERT_TRUE(commit);
    EXPECT_EQ(commit->parents.size(), 1u);
    EXPECT_EQ(commit->committed, 17);
    EXPECT_FALSE(parse_commit("parent " + id + "\n", sha1_bytes));
    EXPECT_FALSE(parse_commit("tree " + id + "\n", sha256_bytes));
    EXPECT_FALSE(parse_commit("tree " + id + "\nparent x\n", sha1_bytes));
    EXPECT_EQ(parse_tag("object " + id + "\ntype tree\n", sha1_bytes)->kind, ObjectKind::tree);
    EXPECT_FALSE(parse_tag("object " + id + "\ntype thing\n", sha1_bytes));
    EXPECT_FALSE(parse_tag("object " + id + "\n", sha1_bytes));
    EXPECT_FALSE(ObjectId::from_hex(std::string(40, 'g')));
    EXPECT_FALSE(ObjectId::from_bytes("short"));
}

}  // namespace
}  // namespace ward::gitobjects
