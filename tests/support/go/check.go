// Checks notes and proofs with Go's own packages and nothing of Holdfast. One question a line on standard input, one
// answer a line on standard output: "yes", or "no: " and why.
//
//	note <policy> <note>                    every log and witness key of the policy signed it
//	inclusion <policy> <entry> <proof>      a C2SP tlog-proof leads from the entry to its signed checkpoint
//	consistency <policy> <older> <request>  a C2SP add-checkpoint body leads from the older note to the newer
package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type verifier struct {
	name   string
	id     uint32
	verify func(text, signature []byte) bool
}

func (v *verifier) Name() string                       { return v.name }
func (v *verifier) KeyHash() uint32                    { return v.id }
func (v *verifier) Verify(text, signature []byte) bool { return v.verify(text, signature) }

type tree struct {
	size int64
	root tlog.Hash
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if err := answer(strings.Fields(lines.Text())); err != nil {
			fmt.Println("no:", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("yes")
		}
	}
}

func answer(words []string) error {
	if len(words) < 3 {
		return errors.New("a question has at least three words")
	}
	keys, err := readPolicy(words[1])
	if err != nil {
		return err
	}
	switch {
	case words[0] == "note" && len(words) == 3:
		text, err := os.ReadFile(words[2])
		if err != nil {
			return err
		}
		_, err = openCheckpoint(text, keys)
		return err
	case words[0] == "inclusion" && len(words) == 4:
		return checkInclusion(words[2], words[3], keys)
	case words[0] == "consistency" && len(words) == 4:
		return checkConsistency(words[2], words[3], keys)
	}
	return errors.New("no such question")
}

func checkInclusion(entryFile, proofFile string, keys []note.Verifier) error {
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return err
	}
	first, hashes, checkpoint, err := readProof(proofFile, "c2sp.org/tlog-proof@v1\nindex ")
	if err != nil {
		return err
	}
	newer, err := openCheckpoint(checkpoint, keys)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(tlog.RecordProof(hashes), newer.size, newer.root, first, tlog.RecordHash(entry))
}

func checkConsistency(olderFile, requestFile string, keys []note.Verifier) error {
	note, err := os.ReadFile(olderFile)
	if err != nil {
		return err
	}
	older, err := openCheckpoint(note, keys)
	if err != nil {
		return err
	}
	first, hashes, checkpoint, err := readProof(requestFile, "old ")
	if err != nil {
		return err
	}
	if first != older.size {
		return errors.New("the proof begins at another size")
	}
	newer, err := openCheckpoint(checkpoint, keys)
	if err != nil {
		return err
	}
	return tlog.CheckTree(tlog.TreeProof(hashes), newer.size, newer.root, older.size, older.root)
}

// readProof takes apart: a beginning, a number, hashes one a line, an empty line, a checkpoint.
func readProof(file, beginning string) (first int64, hashes []tlog.Hash, checkpoint []byte, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, nil, nil, err
	}
	head, checkpoint, found := bytes.Cut(text, []byte("\n\n"))
	if !found || !bytes.HasPrefix(head, []byte(beginning)) {
		return 0, nil, nil, errors.New("this is no such proof")
	}
	lines := strings.Split(strings.TrimPrefix(string(head), beginning), "\n")
	if first, err = strconv.ParseInt(lines[0], 10, 64); err != nil {
		return 0, nil, nil, err
	}
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, nil, err
		}
		hashes = append(hashes, hash)
	}
	return first, hashes, checkpoint, nil
}

func openCheckpoint(text []byte, keys []note.Verifier) (tree, error) {
	opened, err := note.Open(text, note.VerifierList(keys...))
	if err != nil {
		return tree{}, err
	}
	if len(opened.Sigs) != len(keys) {
		return tree{}, fmt.Errorf("%d of %d keys signed", len(opened.Sigs), len(keys))
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != keys[0].Name() {
		return tree{}, errors.New("this is no checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tree{size, root}, err
}

func readPolicy(file string) ([]note.Verifier, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var keys []note.Verifier
	for _, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(line)
		at := map[string]int{"log": 1, "witness": 2}[strings.Join(words[:min(1, len(words))], "")]
		if at == 0 {
			continue
		}
		key, err := newVerifier(words[at])
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errors.New("the policy names no key")
	}
	return keys, nil
}

// newVerifier leaves Ed25519 to Go's package, and adds the two types that it does not know.
func newVerifier(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed vkey")
	}
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(typed) < 2 {
		return nil, errors.New("malformed vkey")
	}
	kind, key := typed[0], typed[1:]
	switch kind {
	case 2:
		return ecdsaVerifier(parts[0], key)
	case 4:
		return cosignatureVerifier(parts[0], typed)
	}
	return note.NewVerifier(vkey)
}

func ecdsaVerifier(name string, spki []byte) (note.Verifier, error) {
	parsed, err := x509.ParsePKIXPublicKey(spki)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New("no ECDSA key")
	}
	id := sha256.Sum256(spki)
	return &verifier{name, binary.BigEndian.Uint32(id[:]), func(text, signature []byte) bool {
		digest := sha256.Sum256(text)
		return ecdsa.VerifyASN1(key, digest[:], signature)
	}}, nil
}

func cosignatureVerifier(name string, typed []byte) (note.Verifier, error) {
	if len(typed) != 1+ed25519.PublicKeySize {
		return nil, errors.New("malformed witness key")
	}
	id := sha256.Sum256(append([]byte(name+"\n"), typed...))
	return &verifier{name, binary.BigEndian.Uint32(id[:]), func(text, signature []byte) bool {
		if len(signature) != 8+ed25519.SignatureSize {
			return false
		}
		stated := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), text)
		return ed25519.Verify(typed[1:], []byte(stated), signature[8:])
	}}, nil
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}
