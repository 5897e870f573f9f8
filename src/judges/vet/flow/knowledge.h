// What Node.js, browsers and well-known packages give, as far as values are followed through it: a tree of names ("fs",
// "fs.readFile") with the part that each plays.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/javascript/syntax/names.h"

namespace ward::vet {

using javascript::NameIndex;

enum class Role : uint8_t {
    none,
    environment,     // process.env
    system_fact,     // gives a fact about the machine or its user
    read_file,       // first argument: path; gives the content
    write_file,      // path, content
    write_stream,    // path; gives a stream
    network,         // all arguments are sent or say where to; gives an answer
    network_data,    // the same; from the second argument on all is data
    network_client,  // makes a client: what is written to it is sent
    client_send,     // a client's method: all arguments are sent
    lookup,          // asks the domain name system for its first argument
    execute,         // first argument: a command
    execute_file,    // program, arguments
    evaluate,        // all texts are code
    evaluate_first,  // its first argument is code
    worker,          // the same, or a file's name
    buffer_from,     // decodes where an encoding is named
    decode,          // decodes its first argument
    decoder,         // gives an object whose methods decode
    decode_method,
    characters,    // String.fromCharCode
    serialise,     // gives a text of everything in its arguments
    join,          // gives a text or list of its arguments
    pass,          // gives its first argument
    assign,        // Object.assign
    entries,       // Object.entries, values, keys
    all,           // Promise.all and the like: elements of the first argument
    promise,       // new Promise
    require,       // gives a module
    make_require,  // gives `require`
    define,        // Object.defineProperty(o, name, { value })
    apply,         // Reflect.apply(f, receiver, arguments)
    construct,     // Reflect.construct(f, arguments)
    reflect_get,   // Reflect.get(object, name)
    read_into,     // first argument: what was opened; its content goes into the second
    emitter,       // gives an object of its own
    pipeline,      // stream.pipeline(a, b, …)
    collection,    // new Map, new Set
    stream_write,  // writes to the file of its receiver
    download,      // a value that came from the network
};

using EntityIndex = uint32_t;  // 0: none

struct Entity {
    std::string path;  // "fs.readFile"
    Role role = Role::none;
    EntityIndex gives = 0;  // what a call of it gives
};

class Knowledge {
  public:
    explicit Knowledge(javascript::Names& names);

    EntityIndex global(NameIndex name) const { return child(1, name); }
    // One of the language's or the host's own: Object, fetch.
    bool is_global(EntityIndex entity) const { return by_path_.contains("." + entities_[entity].path); }
    // Of `require` and `import`; 0: none that is known.
    EntityIndex module(std::string_view specifier) const;
    EntityIndex child(EntityIndex parent, NameIndex name) const;
    EntityIndex at(std::string_view path) const;
    const Entity& operator[](EntityIndex entity) const { return entities_[entity]; }

  private:
    EntityIndex add(std::string_view path, javascript::Names& names);

    std::vector<Entity> entities_;
    std::unordered_map<uint64_t, EntityIndex> children_;
    std::unordered_map<std::string, EntityIndex> by_path_;
    NameIndex any_ = 0;
};

}  // namespace ward::vet
