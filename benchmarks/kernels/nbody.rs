struct Body {
    x: f64,
    y: f64,
    z: f64,
    vx: f64,
    vy: f64,
    vz: f64,
    mass: f64,
}

fn body(x: f64, y: f64, z: f64, vx: f64, vy: f64, vz: f64, mass: f64) -> Body {
    Body { x, y, z, vx, vy, vz, mass }
}

fn energy(bodies: &[Body]) -> f64 {
    let mut total = 0.0;
    for (i, b) in bodies.iter().enumerate() {
        total += 0.5 * b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz);
        for c in &bodies[i + 1..] {
            let (dx, dy, dz) = (b.x - c.x, b.y - c.y, b.z - c.z);
            total -= b.mass * c.mass / (dx * dx + dy * dy + dz * dz).sqrt();
        }
    }
    total
}

fn advance(bodies: &mut [Body], dt: f64) {
    for i in 0..bodies.len() {
        let (left, right) = bodies.split_at_mut(i + 1);
        let b = &mut left[i];
        for c in right {
            let (dx, dy, dz) = (b.x - c.x, b.y - c.y, b.z - c.z);
            let d2 = dx * dx + dy * dy + dz * dz;
            let mag = dt / (d2 * d2.sqrt());
            b.vx -= dx * c.mass * mag;
            b.vy -= dy * c.mass * mag;
            b.vz -= dz * c.mass * mag;
            c.vx += dx * b.mass * mag;
            c.vy += dy * b.mass * mag;
            c.vz += dz * b.mass * mag;
        }
    }
    for b in bodies {
        b.x += dt * b.vx;
        b.y += dt * b.vy;
        b.z += dt * b.vz;
    }
}

fn main() {
    let mut bodies = vec![
        body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47841760435743),
        body(4.84, -1.16, -0.10, 0.6063, 2.8119, -0.0252, 0.0376),
        body(8.34, 4.12, -0.40, -1.0107, 1.8256, 0.0084, 0.0112),
        body(12.89, -15.11, -0.22, 1.0827, 0.8687, -0.0108, 0.0017),
        body(15.37, -25.91, 0.17, 0.9790, 0.5946, -0.0347, 0.0020),
    ];
    println!("{:?}", energy(&bodies));
    for _ in 0..250000 {
        advance(&mut bodies, 0.01);
    }
    println!("{:?}", energy(&bodies));
}
