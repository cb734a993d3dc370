import { describe, expect, it } from 'vitest';
import { parseRayAddress } from './address.js';

describe('the address of a cluster', () => {
  it('is this machine by the addresses that never leave it', () => {
    for (const text of ['http://127.0.0.1:8265', 'http://localhost:8265/', 'http://[::1]:8265', 'http://127.8.9.1:1'])
      expect(parseRayAddress(text, false).isLoopback).toBe(true);
    expect(parseRayAddress('https://ray.example:443', false)).toEqual({
      origin: 'https://ray.example',
      isLoopback: false,
    });
  });

  it('is refused as plain http to another machine, unless that is asked for', () => {
    for (const text of ['http://10.0.0.3:8265', 'http://127.0.0.1.example:8265', 'http://localhost.example'])
      expect(() => parseRayAddress(text, false)).toThrow('plain http to another machine');
    expect(parseRayAddress('http://10.0.0.3:8265', true).isLoopback).toBe(false);
  });

  it('is refused with a password, with a path, and where it is none', () => {
    expect(() => parseRayAddress('https://me:secret@ray.example', false)).toThrow('--ray-address holds a password');
    expect(() => parseRayAddress('https://me:secret@ray.example', false)).not.toThrow('secret@');
    for (const text of [
      'http://127.0.0.1:8265/api/jobs',
      'http://127.0.0.1:8265/?token=secret',
      'http://127.0.0.1:8265#secret',
    ]) {
      expect(() => parseRayAddress(text, false)).toThrow('expected nothing behind the port');
      expect(() => parseRayAddress(text, false)).not.toThrow('secret');
    }
    for (const text of ['ray://127.0.0.1:10001', 'ray.example', ''])
      expect(() => parseRayAddress(text, true)).toThrow(`--ray-address is "${text}"; expected the full address`);
  });

  it('is named by where it was said, and shows no secret where it is none', () => {
    expect(() => parseRayAddress('me:secret@ray.example?token=secret', false, 'RAY_API_SERVER_ADDRESS')).toThrow(
      'RAY_API_SERVER_ADDRESS is "…@ray.example…"; expected the full address',
    );
  });
});
