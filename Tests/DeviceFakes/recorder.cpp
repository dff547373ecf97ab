// Launches in files: what Tools/device-check/KernelCheck has a device do, to compare the bits.
//
// A file: lines of text, "end" the last of them, then the bytes of every block before the launch, then those of the
// blocks that it changed.
#include "fakes.h"
#include "include/device_fakes.h"

#include <dirent.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fakes {
namespace {

/// Launches of one kernel that are kept, and the bytes that one may take: all together travel to a device.
constexpr int most = 6;
constexpr uint64_t mostBytes = 1 << 20;

const char *folder() {
    static const char *named = std::getenv("ORTHOSAE_FAKE_RECORD");
    return named;
}

uint64_t hash(const std::string &text) {
    uint64_t value = 0xcbf29ce484222325ull;
    for (unsigned char c : text) value = (value ^ c) * 0x100000001b3ull;
    return value;
}

/// How many files there are whose names begin so; -1 where `exact` is one of them.
int files(const std::string &beginning, const std::string &exact) {
    DIR *open = opendir(folder());
    if (!open) return -1;
    int count = 0;
    while (dirent *entry = readdir(open)) {
        if (exact == entry->d_name) { count = -1; break; }
        if (std::strncmp(entry->d_name, beginning.c_str(), beginning.size()) == 0) ++count;
    }
    closedir(open);
    return count;
}

}  // namespace

bool Recording::isWanted() { return folder() && *folder(); }

Recording::Recording(const std::string &kernel, const unsigned (&shape)[5], const std::vector<uint64_t> &slots,
                     const std::vector<Pointer> &pointers, const std::vector<Block> &all) {
    const char *kinds = emulation_argument_types(kernel.c_str());
    std::string text = "orthosae launch 1\nkernel " + kernel;
    char line[96];
    std::snprintf(line, sizeof line, "\ngrid %u %u %u\nthreads %u\nshared %u\n", shape[0], shape[1], shape[2], shape[3], shape[4]);
    text += line;
    // Launches with the same numbers are the same work on other data, so one of them is enough.
    std::string signature = text;
    uint64_t bytes = 0;
    for (size_t i = 0; i < slots.size(); ++i) {
        if (kinds[i] != 'p') std::snprintf(line, sizeof line, "argument %c %llu\n", kinds[i], (unsigned long long)(slots[i] & 0xFFFFFFFFull));
        else if (pointers[i].block == ~0ull) std::snprintf(line, sizeof line, "argument p none\n");
        else std::snprintf(line, sizeof line, "argument p %llu %llu\n", (unsigned long long)pointers[i].block, (unsigned long long)pointers[i].offset);
        text += line;
        signature += kinds[i] == 'p' ? (pointers[i].block == ~0ull ? "none\n" : "p\n") : line;
    }
    for (const Block &block : all) bytes += block.count;
    std::snprintf(line, sizeof line, ".%016llx.launch", (unsigned long long)hash(signature));
    const std::string name = kernel + line;
    const int there = files(kernel + ".", name);
    if (bytes > mostBytes || there < 0 || there >= most) return;
    path = std::string(folder()) + "/" + name;
    head = text;
    blocks = all;
    for (const Block &block : all) before.emplace_back(reinterpret_cast<const char *>(block.bytes), block.count);
}

void Recording::finish() {
    if (path.empty()) return;
    const std::string aside = path + "." + std::to_string(getpid()) + ".partial";
    FILE *file = std::fopen(aside.c_str(), "wb");
    if (!file) return;
    std::vector<bool> changed;
    for (size_t i = 0; i < blocks.size(); ++i) {
        changed.push_back(std::memcmp(before[i].data(), blocks[i].bytes, blocks[i].count) != 0);
        head += "block " + std::to_string(blocks[i].count) + (changed[i] ? " changed\n" : " same\n");
    }
    head += "end\n";
    bool whole = std::fwrite(head.data(), 1, head.size(), file) == head.size();
    for (const std::string &bytes : before) whole = whole && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    for (size_t i = 0; i < blocks.size(); ++i)
        if (changed[i]) whole = whole && std::fwrite(blocks[i].bytes, 1, blocks[i].count, file) == blocks[i].count;
    whole = std::fclose(file) == 0 && whole;
    if (!whole || std::rename(aside.c_str(), path.c_str()) != 0) std::remove(aside.c_str());
}

}  // namespace fakes
