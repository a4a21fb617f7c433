// Runs a fuzz target without libFuzzer: every seed as it is, then a fixed number of mutations.
//   NAME_smoke RUNS SEED_FILE_OR_FOLDER...      CARTERA_TEST_SEED overrides the fixed seed
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "tests/fuzz/fuzz.h"

namespace {

constexpr size_t kMutatedBytesMax = 4096;  // of a longer seed only a piece is mutated

std::string* running = new std::string;  // for KeepInput

// The input that ended the program stays in a file of the working directory.
void KeepInput(int signal_number) {
  const int file = open("fuzz-crash", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file >= 0 && write(file, running->data(), running->size()) >= 0) {
    constexpr absl::string_view kMessage = "the input is in the file fuzz-crash\n";
    (void)!write(STDERR_FILENO, kMessage.data(), kMessage.size());
  }
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void Run(std::string input) {
  *running = std::move(input);
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(running->data()), running->size());
}

std::vector<std::string> ReadSeeds(int count, char** paths) {
  std::vector<std::string> files;
  for (int i = 0; i < count; ++i) {
    if (!std::filesystem::is_directory(paths[i])) {
      files.emplace_back(paths[i]);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(paths[i])) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());  // the same order everywhere
  std::vector<std::string> seeds;
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return seeds;
}

class Mutator {
 public:
  Mutator(const std::vector<std::string>& seeds, uint64_t seed) : seeds_(seeds), random_(seed) {}

  std::string Next() {
    std::string input = Piece(kMutatedBytesMax);
    for (size_t left = 1 + Below(6); left > 0; --left) Change(&input);
    return input;
  }

 private:
  size_t Below(size_t bound) { return bound == 0 ? 0 : random_() % bound; }

  // A piece of any seed; a seed that fits whole, half of the time.
  std::string Piece(size_t bytes_max) {
    const std::string& seed = seeds_[Below(seeds_.size())];
    if (seed.size() <= bytes_max && Below(2) == 0) return seed;
    const size_t from = Below(2) == 0 ? 0 : Below(seed.size());
    return seed.substr(from, 1 + Below(bytes_max));
  }

  void Change(std::string* input) {
    const size_t at = Below(input->size() + 1);
    const size_t length = 1 + Below(8);
    switch (Below(5)) {
      case 0:
        input->insert(at, 1, static_cast<char>(Below(256)));
        break;
      case 1:
        if (at < input->size()) (*input)[at] = static_cast<char>((*input)[at] ^ (1 << Below(8)));
        break;
      case 2:
        input->erase(at, length);
        break;
      case 3:
        input->insert(at, input->substr(Below(input->size() + 1), length));
        break;
      default:
        input->insert(at, Piece(32));
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937_64 random_;
};

}  // namespace

int main(int argc, char** argv) {
  int runs = 0;
  if (argc < 3 || !absl::SimpleAtoi(argv[1], &runs)) {
    std::fprintf(stderr, "usage: %s RUNS SEED_FILE_OR_FOLDER...\n", argv[0]);
    return 2;
  }
  uint64_t seed = 20261122;
  const char* const wanted = std::getenv("CARTERA_TEST_SEED");
  if (wanted != nullptr && !absl::SimpleAtoi(wanted, &seed)) return 2;
  const std::vector<std::string> seeds = ReadSeeds(argc - 2, argv + 2);
  if (seeds.empty()) {
    std::fprintf(stderr, "no seeds\n");
    return 2;
  }
  for (const int number : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS}) signal(number, KeepInput);
  std::printf("seed %llu, %zu seed inputs, %d mutations\n", static_cast<unsigned long long>(seed),
              seeds.size(), runs);
  std::fflush(stdout);
  for (const std::string& input : seeds) Run(input);
  Mutator mutator(seeds, seed);
  for (int i = 0; i < runs; ++i) Run(mutator.Next());
  return 0;
}
