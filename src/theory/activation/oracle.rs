//! Moments computed elsewhere, for tests only: the independent oracle of this room.
//!
//! Made with mpmath 1.3 at 55 digits: Gauss–Legendre rules of 48 nodes on some forty pieces of
//! [−15, 15] graded to the scales of φ(√q z) and of the density, from the definitions alone
//! (slope and curvature from E[φ²·He₂]/(2q) and E[φ²·He₄]/(4q²)). Parameters and q are the doubles.

/// What the method leaves of an exact zero (below 1e-35) is written as 0.
///
/// (label, q, [E φ, E φ², E φ³, E φ⁴, E φ′², d/dq E φ², d²/dq² E φ²]), rounded to doubles.
pub(super) const TABLE: &[(&str, f64, [f64; 7])] = &[
    ("identity", 1e-08, [0.0, 1e-08, 0.0, 3e-16, 1.0, 1.0, 0.0]),
    ("identity", 0.25, [0.0, 0.25, 0.0, 0.1875, 1.0, 1.0, 0.0]),
    ("identity", 1.0, [0.0, 1.0, 0.0, 3.0, 1.0, 1.0, 0.0]),
    ("identity", 30.0, [0.0, 30.0, 0.0, 2700.0, 1.0, 1.0, 0.0]),
    (
        "identity",
        10000.0,
        [0.0, 10000.0, 0.0, 300000000.0, 1.0, 1.0, 0.0],
    ),
    (
        "relu",
        1e-08,
        [
            3.989422804014327e-05,
            5e-09,
            7.978845608028653e-13,
            1.5e-16,
            0.5,
            0.5,
            0.0,
        ],
    ),
    (
        "relu",
        0.25,
        [
            0.19947114020071635,
            0.125,
            0.09973557010035818,
            0.09375,
            0.5,
            0.5,
            0.0,
        ],
    ),
    (
        "relu",
        1.0,
        [
            0.3989422804014327,
            0.5,
            0.7978845608028654,
            1.5,
            0.5,
            0.5,
            0.0,
        ],
    ),
    (
        "relu",
        30.0,
        [
            2.1850968611841584,
            15.0,
            131.10581167104948,
            1350.0,
            0.5,
            0.5,
            0.0,
        ],
    ),
    (
        "relu",
        10000.0,
        [
            39.89422804014327,
            5000.0,
            797884.5608028653,
            150000000.0,
            0.5,
            0.5,
            0.0,
        ],
    ),
    (
        "leaky-relu(0.01)",
        1e-08,
        [
            3.949528575974184e-05,
            5.0005e-09,
            7.978837629183046e-13,
            1.500000015e-16,
            0.50005,
            0.50005,
            0.0,
        ],
    ),
    (
        "leaky-relu(0.01)",
        0.25,
        [
            0.19747642879870916,
            0.1250125,
            0.09973547036478807,
            0.0937500009375,
            0.50005,
            0.50005,
            0.0,
        ],
    ),
    (
        "leaky-relu(0.01)",
        1.0,
        [
            0.3949528575974183,
            0.50005,
            0.7978837629183045,
            1.500000015,
            0.50005,
            0.50005,
            0.0,
        ],
    ),
    (
        "leaky-relu(0.01)",
        30.0,
        [
            2.1632458925723164,
            15.0015,
            131.1056805652378,
            1350.0000135,
            0.50005,
            0.50005,
            0.0,
        ],
    ),
    (
        "leaky-relu(0.01)",
        10000.0,
        [
            39.49528575974183,
            5000.5,
            797883.7629183045,
            150000001.5,
            0.50005,
            0.50005,
            0.0,
        ],
    ),
    (
        "tanh",
        1e-08,
        [
            0.0,
            9.999999800000005e-09,
            0.0,
            2.999999800000013e-16,
            0.9999999800000007,
            0.9999999600000017,
            -3.9999996600000247,
        ],
    ),
    (
        "tanh",
        0.25,
        [
            0.0,
            0.17351614343237184,
            0.0,
            0.06441214846785365,
            0.71737986160311,
            0.49917187167407356,
            -1.030079571984706,
        ],
    ),
    (
        "tanh",
        1.0,
        [
            0.0,
            0.3942944903978412,
            0.0,
            0.2529918832439506,
            0.46440290244826826,
            0.18179768814048708,
            -0.17129344837722973,
        ],
    ),
    (
        "tanh",
        30.0,
        [
            0.0,
            0.8562686051161013,
            0.0,
            0.8091356608949101,
            0.09659845066270764,
            0.0023325622203253607,
            -0.00011359292448474046,
        ],
    ),
    (
        "tanh",
        10000.0,
        [
            0.0,
            0.992021482480513,
            0.0,
            0.9893621096050407,
            0.0053191446440146225,
            3.988930699530269e-07,
            -5.982904015625197e-11,
        ],
    ),
    (
        "sigmoid",
        1e-08,
        [
            0.5,
            0.250000000625,
            0.1250000009375,
            0.0625000009375,
            0.0624999996875,
            0.062499999375000004,
            -0.06249999867187502,
        ],
    ),
    (
        "sigmoid",
        0.25,
        [
            0.5,
            0.26395557756012034,
            0.1459333663401805,
            0.08394583837978287,
            0.056034683259542195,
            0.050081838558686746,
            -0.039691462383456895,
        ],
    ),
    (
        "sigmoid",
        1.0,
        [
            0.5,
            0.29337903585809294,
            0.19006855378713944,
            0.1315943130663803,
            0.04483624135019437,
            0.031198241979629598,
            -0.01609499331226103,
        ],
    ),
    (
        "sigmoid",
        30.0,
        [
            0.5,
            0.4307624311607533,
            0.39614364674113,
            0.3734129110256656,
            0.011888048704158966,
            0.0010453616928535582,
            -4.7497090388159654e-05,
        ],
    ),
    (
        "sigmoid",
        10000.0,
        [
            0.5,
            0.4960112332031644,
            0.49401684980474664,
            0.4926873273300554,
            0.0006648609237265197,
            1.993727617690249e-07,
            -2.989608208111065e-11,
        ],
    ),
    (
        "erf",
        1e-08,
        [
            0.0,
            1.2732395192703724e-08,
            0.0,
            4.863416490604444e-16,
            1.2732395192703725,
            1.2732394938055827,
            -5.092957822433597,
        ],
    ),
    (
        "erf",
        0.25,
        [
            0.0,
            0.21634689593878545,
            0.0,
            0.09772107104223798,
            0.9003163161571061,
            0.6002108774380707,
            -1.4004920473554983,
        ],
    ),
    (
        "erf",
        1.0,
        [
            0.0,
            0.46455905439753997,
            0.0,
            0.33663673484650836,
            0.5694100347337416,
            0.18980334491124723,
            -0.2024569012386637,
        ],
    ),
    (
        "erf",
        30.0,
        [
            0.0,
            0.884568246494782,
            0.0,
            0.8504462709684373,
            0.11574904952137842,
            0.0018975254019898103,
            -9.357800383745981e-05,
        ],
    ),
    (
        "erf",
        10000.0,
        [
            0.0,
            0.9936339349011662,
            0.0,
            0.9917363772201041,
            0.006366118147696314,
            3.1828999288517145e-07,
            -4.774150970983502e-11,
        ],
    ),
    (
        "elu(1)",
        1e-08,
        [
            2.4998670254896e-09,
            9.99920220293122e-09,
            2.249601113962738e-16,
            2.9993618548194475e-16,
            0.999920221542856,
            0.999880334813885,
            -5982.384505189455,
        ],
    ),
    (
        "elu(1)",
        0.25,
        [
            0.04908997492111441,
            0.18734062242432722,
            0.06963786564357695,
            0.10972374562273979,
            0.7615782918651234,
            0.6735377490098486,
            -0.3253230911040036,
        ],
    ),
    (
        "elu(1)",
        1.0,
        [
            0.16052057226655606,
            0.6449454174929239,
            0.6998273810842858,
            1.5706536877582504,
            0.6681020012231706,
            0.5746257105812178,
            -0.05679456164202828,
        ],
    ),
    (
        "elu(1)",
        30.0,
        [
            1.7557152051499685,
            15.394885395596368,
            130.73349036578628,
            1350.3556709110755,
            0.5361220835279895,
            0.5016258230901688,
            -7.568093015492377e-05,
        ],
    ),
    (
        "elu(1)",
        10000.0,
        [
            39.39821706412462,
            5000.494016613576,
            797884.0681157456,
            150000000.49169004,
            0.5019946615379617,
            0.5000002990945667,
            -4.485297651452713e-11,
        ],
    ),
    (
        "elu(1.5)",
        1e-08,
        [
            -1.99433642195334e-05,
            1.6248204956595243e-08,
            -1.8942165915308427e-12,
            9.090519390023455e-16,
            1.6248204984714258,
            1.6247307533312414,
            -13460.365136676273,
        ],
    ),
    (
        "elu(1.5)",
        0.25,
        [
            -0.026100607718686556,
            0.26526640045473626,
            -0.0018441824412784304,
            0.1746170872151202,
            1.0885511566965276,
            0.8904599352721595,
            -0.731976954984008,
        ],
    ),
    (
        "elu(1.5)",
        1.0,
        [
            0.04130971819911774,
            0.8261271893590787,
            0.46694157925265944,
            1.8576842942761427,
            0.8782295027521339,
            0.6679078488077401,
            -0.12778776369456363,
        ],
    ),
    (
        "elu(1.5)",
        30.0,
        [
            1.5410243771328735,
            15.88849214009183,
            129.8492272657862,
            1351.8005839873201,
            0.5812746879379764,
            0.5036581019528796,
            -0.00017028209284857847,
        ],
    ),
    (
        "elu(1.5)",
        10000.0,
        [
            39.150211576115304,
            5001.111537380544,
            797882.8979838359,
            150000002.4891809,
            0.5044879884604139,
            0.500000672962775,
            -1.0091919715768604e-10,
        ],
    ),
    (
        "selu",
        1e-08,
        [
            -2.8216716214857867e-05,
            2.0971963364024366e-08,
            -3.409085799350461e-12,
            1.6152653930193558e-15,
            2.0971963402652563,
            2.097073053844494,
            -18491.031786667736,
        ],
    ),
    (
        "selu",
        0.25,
        [
            -0.05480050359611244,
            0.3306860291045819,
            -0.04786713539835613,
            0.2668674130524453,
            1.3605021017147854,
            1.0883764175431674,
            -1.0055454665815784,
        ],
    ),
    (
        "selu",
        1.0,
        [
            2.6697400120175885e-17,
            0.9999999999999999,
            0.39264653874010497,
            2.5031404506154074,
            1.0715749924557991,
            0.7826478831968128,
            -0.17554706550901428,
        ],
    ),
    (
        "selu",
        30.0,
        [
            1.5409878230678924,
            17.780144990625935,
            150.05229574309914,
            1648.71781144212,
            0.6636365105366903,
            0.5570115606152021,
            -0.00023392319298857212,
        ],
    ),
    (
        "selu",
        10000.0,
        [
            41.04486822157178,
            5521.389786666418,
            925499.5805222059,
            182813318.2820083,
            0.5581516082761923,
            0.5519872068902625,
            -1.386366613074325e-10,
        ],
    ),
    (
        "gelu",
        1e-08,
        [
            3.989422784067213e-09,
            2.500000047746482e-09,
            8.97620132947101e-17,
            1.8750003580986165e-17,
            0.25000000636619757,
            0.25000000954929635,
            0.9549296108048907,
        ],
    ),
    (
        "gelu",
        0.25,
        [
            0.08920620580763855,
            0.08350672379334981,
            0.05422555272474682,
            0.04970875681380528,
            0.35568513965211246,
            0.3929373201554992,
            0.3285122522531222,
        ],
    ),
    (
        "gelu",
        1.0,
        [
            0.28209479177387814,
            0.4252214825702987,
            0.675106426094598,
            1.304679097217132,
            0.4558508656492871,
            0.48648024872827555,
            0.03828672884873556,
        ],
    ),
    (
        "gelu",
        30.0,
        [
            2.149564462882489,
            14.967175542654989,
            131.03365452290873,
            1349.8391433665956,
            0.5089276722444808,
            0.5005014170678945,
            -2.289644946761301e-05,
        ],
    ),
    (
        "gelu",
        10000.0,
        [
            39.89223347833215,
            4999.998124582941,
            797884.5566201357,
            149999999.99052274,
            0.5005624679562025,
            0.5000000937466623,
            -1.4058371273456189e-11,
        ],
    ),
    (
        "silu",
        1e-08,
        [
            2.49999999375e-09,
            2.50000001875e-09,
            5.625e-17,
            1.8750001406249987e-17,
            0.2500000025,
            0.25000000375,
            0.37499999062500017,
        ],
    ),
    (
        "silu",
        0.25,
        [
            0.059011105609969916,
            0.07224912420986593,
            0.03454328522224774,
            0.02966352531501924,
            0.3003079850850659,
            0.3215964429605467,
            0.2190034816954276,
        ],
    ),
    (
        "silu",
        1.0,
        [
            0.20662096414190703,
            0.35577551981735217,
            0.4960616691520952,
            0.9191644112558548,
            0.3794823516328293,
            0.4171802591317189,
            0.07297962113315992,
        ],
    ),
    (
        "silu",
        30.0,
        [
            2.0771270651774003,
            14.804523981959004,
            130.2342707621299,
            1345.793005786322,
            0.5080188317677725,
            0.5020719223900997,
            -5.920569834685172e-05,
        ],
    ),
    (
        "silu",
        10000.0,
        [
            39.8876679683558,
            4999.986884385449,
            797884.4958482558,
            149999999.64184013,
            0.5008561279308383,
            0.5000006548753936,
            -9.809565007339762e-11,
        ],
    ),
    (
        "softplus",
        1e-08,
        [
            0.6931471818099453,
            0.4804530181510694,
            0.33302465898923217,
            0.23083510745500202,
            0.250000000625,
            0.42328679564426935,
            0.05042830047634542,
        ],
    ),
    (
        "softplus",
        0.25,
        [
            0.723492801065976,
            0.5876846300671581,
            0.5293987543999391,
            0.5232151857210494,
            0.26395557756012034,
            0.43399055602014636,
            0.03650219405131067,
        ],
    ),
    (
        "softplus",
        1.0,
        [
            0.8060591833474398,
            0.9212459088593002,
            1.3423790723978062,
            2.3377521538319566,
            0.29337903585809294,
            0.4533019724796301,
            0.018334038377434865,
        ],
    ),
    (
        "softplus",
        30.0,
        [
            2.3007222356111923,
            15.162454209202329,
            131.50822629239678,
            1351.3763613645888,
            0.4307624311607533,
            0.49765962298333327,
            0.00010168801615511324,
        ],
    ),
    (
        "softplus",
        10000.0,
        [
            39.90078962223357,
            5000.009588622627,
            797884.5866955842,
            150000000.09918606,
            0.4960112332031644,
            0.4999995208091309,
            7.184261486862514e-11,
        ],
    ),
];

mod tests {
    use super::TABLE;
    use crate::num::Interval;
    use crate::num::Tolerance;
    use crate::num::real;
    use crate::theory::activation::ALL;
    use crate::theory::activation::ActivationError;
    use crate::theory::activation::GaussianMoments;
    use crate::theory::activation::gain;
    use crate::theory::activation::kurtosis;
    use crate::theory::activation::parse;
    use crate::theory::activation::saturation_probability;
    use crate::theory::activation::variance_gain;
    use crate::theory::quadrature::enclosure::tanh_polynomial_mean;

    const NAMES: [&str; 7] = [
        "mean",
        "second",
        "third",
        "fourth",
        "derivative",
        "slope",
        "curvature",
    ];

    fn moments(f: &dyn GaussianMoments, q: f64) -> [Interval; 7] {
        [
            f.mean(q).unwrap(),
            f.second_moment(q).unwrap(),
            f.third_moment(q).unwrap(),
            f.fourth_moment(q).unwrap(),
            f.derivative_second_moment(q).unwrap(),
            f.second_moment_slope(q).unwrap(),
            f.second_moment_curvature(q).unwrap(),
        ]
    }

    #[test]
    fn every_moment_contains_the_value_computed_elsewhere() {
        let mut misses = Vec::new();
        for (label, q, truths) in TABLE {
            let activation = parse(label).unwrap();
            for ((enclosed, truth), name) in moments(&*activation, *q).iter().zip(truths).zip(NAMES)
            {
                if !enclosed.contains(*truth) {
                    misses.push(format!(
                        "{label} {name} at q = {q}: {enclosed:?}, not {truth}"
                    ));
                }
            }
        }
        assert!(misses.is_empty(), "{}", misses.join("\n"));
    }

    /// Moments: 2e-13 of their size. Slope and curvature in q cancel by nature: 5e-11. And 1e-13
    /// of the natural size where a moment passes through 0, as the mean of SELU does at q = 1.
    #[test]
    fn every_moment_is_narrow() {
        for (label, q, truths) in TABLE {
            let activation = parse(label).unwrap();
            for (i, (enclosed, truth)) in moments(&*activation, *q).iter().zip(truths).enumerate() {
                let relative = Tolerance::bound(if i < 5 { 2e-13 } else { 5e-11 }).absolute();
                let allowed = (relative * truth.abs()).max(1e-13 * q.min(1.0).powi_of(i));
                let radius = enclosed.radius();
                assert!(
                    radius <= allowed,
                    "{label} {} at q = {q}: {radius:e}",
                    NAMES[i]
                );
            }
        }
    }

    /// The size of the i-th moment for small q, to scale an absolute allowance.
    trait PowiOf {
        fn powi_of(self, i: usize) -> f64;
    }

    impl PowiOf for f64 {
        fn powi_of(self, i: usize) -> f64 {
            real::pow(self, [0.5, 1.0, 1.5, 2.0, 0.0, 0.0, -0.5][i])
        }
    }

    /// q from 0 to 10⁶ and beyond: intervals are finite, ordered as Jensen has it, and narrow.
    #[test]
    fn moments_stay_narrow_over_the_whole_range_of_q() {
        for entry in ALL {
            let f = entry.build(None).unwrap();
            for q in [
                0.0, 1e-300, 1e-12, 1e-6, 1e-3, 0.1, 0.9, 1.1, 3.9, 4.1, 64.0, 1e3, 1e5, 1e6,
            ] {
                let [mean, second, _, fourth, derivative, slope, _] =
                    moments(&*f, f64::max(q, 1e-290));
                for (moment, name) in [second, fourth, derivative, slope].iter().zip(NAMES) {
                    let relative = moment.radius() / moment.midpoint().abs();
                    assert!(
                        relative < 1e-10 || q < 1e-150,
                        "{} {name} at {q}: {moment:?}",
                        f.label()
                    );
                }
                assert!(mean.square().low() <= second.high(), "{} at {q}", f.label());
                assert!(
                    second.square().low() <= fourth.high(),
                    "{} at {q}",
                    f.label()
                );
            }
        }
    }

    #[test]
    fn a_negative_or_infinite_q_is_refused_by_every_moment() {
        for entry in ALL {
            let f = entry.build(None).unwrap();
            for q in [-1.0, f64::INFINITY, f64::NAN] {
                let answers = [
                    f.mean(q),
                    f.second_moment(q),
                    f.third_moment(q),
                    f.fourth_moment(q),
                    f.derivative_second_moment(q),
                    f.second_moment_slope(q),
                    f.second_moment_curvature(q),
                    f.variance(q),
                    f.fourth_central_moment(q),
                ];
                let refused = |a: &Result<_, ActivationError>| matches!(a, Err(error) if error.code() == "second-moment");
                assert!(answers.iter().all(refused), "{} at {q}", f.label());
            }
        }
    }

    /// The two quadratures share no code, no theorem and no library function.
    #[test]
    fn the_trapezoid_rule_and_the_interval_jets_overlap() {
        let polynomials: [(&str, f64, [&[f64]; 3]); 2] = [
            (
                "tanh",
                1.0,
                [
                    &[0.0, 0.0, 1.0],
                    &[0.0, 0.0, 0.0, 0.0, 1.0],
                    &[1.0, 0.0, -2.0, 0.0, 1.0],
                ],
            ),
            (
                "sigmoid",
                0.25,
                [
                    &[0.25, 0.5, 0.25],
                    &[0.0625, 0.25, 0.375, 0.25, 0.0625],
                    &[0.0625, 0.0, -0.125, 0.0, 0.0625],
                ],
            ),
        ];
        for (name, factor, [second, fourth, derivative]) in polynomials {
            let f = parse(name).unwrap();
            for q in [
                0.0, 1e-12, 1e-4, 0.03, 0.3, 0.99, 1.0, 1.7, 3.0, 8.0, 30.0, 200.0, 1500.0,
            ] {
                let pairs = [
                    (f.second_moment(q).unwrap(), second),
                    (f.fourth_moment(q).unwrap(), fourth),
                    (f.derivative_second_moment(q).unwrap(), derivative),
                ];
                for (fast, polynomial) in pairs {
                    let slow = tanh_polynomial_mean(polynomial, factor * q);
                    assert!(fast.intersects(slow), "{name} at {q}: {fast:?}, {slow:?}");
                    assert!(
                        slow.radius() < 1e-11 && fast.radius() < 5e-14,
                        "{name} at {q}: {slow:?}"
                    );
                }
            }
        }
    }

    /// (name, 1/√Var φ, 1/√E φ²) at q = 1: computed to 40 digits by independent quadrature.
    const GAINS: [(&str, f64, f64); 10] = [
        ("relu", 1.712_858_550_449_662_7, 1.414_213_562_373_095),
        (
            "leaky-relu",
            1.704_831_627_177_336_7,
            1.414_142_856_997_835_3,
        ),
        ("tanh", 1.592_537_419_722_831_4, 1.592_537_419_722_831_4),
        ("sigmoid", 4.801_313_372_039_962, 1.846_228_545_338_605_4),
        ("silu", 1.787_187_222_100_442, 1.676_532_470_331_091_2),
        ("gelu", 1.700_926_243_363_333, 1.533_530_441_195_535_2),
        ("elu", 1.270_843_417_850_196_5, 1.245_198_300_700_706_6),
        ("selu", 1.0, 1.0),
        ("softplus", 1.919_125_980_107_656_4, 1.041_866_835_535_301_7),
        ("erf", 1.467_166_950_489_138_6, 1.467_166_950_489_138_6),
    ];

    #[test]
    fn gains_contain_the_values_to_forty_digits() {
        for (name, by_variance, by_second_moment) in GAINS {
            let f = parse(name).unwrap();
            // The table is printed to 16 decimals; SELU's constants are doubles besides.
            let printed = Tolerance::printed(16)
                .plus(Tolerance::rounding(4, by_variance))
                .absolute();
            let wide = |x: f64| Interval::around(x, printed);
            assert!(
                variance_gain(&*f, 1.0)
                    .unwrap()
                    .intersects(wide(by_variance)),
                "{name}"
            );
            assert!(
                gain(&*f, 1.0).unwrap().intersects(wide(by_second_moment)),
                "{name} {:?}",
                gain(&*f, 1.0)
            );
            assert!(gain(&*f, 1.0).unwrap().radius() < 1e-13, "{name}");
        }
    }

    #[test]
    fn kurtosis_of_relu_and_of_sigmoid_at_vanishing_q_are_known() {
        // ReLU: with m = 1/√(2π), (3/2 − 4m·2m + 6m²/2 − 3m⁴)/(1/2 − m²)², computed by mpmath.
        let relu = kurtosis(&*parse("relu").unwrap(), 7.0).unwrap();
        assert!(
            relu.contains(RELU_KURTOSIS) && relu.radius() < 1e-13,
            "{relu:?}"
        );
        // A sigmoid of a tiny argument is linear, and a Gaussian's kurtosis is 3.
        let sigmoid = kurtosis(&*parse("sigmoid").unwrap(), 1e-12).unwrap();
        assert!(
            Tolerance::bound(1e-9).accepts(sigmoid.midpoint(), 3.0),
            "{sigmoid:?}"
        );
    }

    /// mpmath 1.3 at 40 digits.
    const RELU_KURTOSIS: f64 = 5.4076392415974315;

    /// A central difference errs by h²/6·sup|φ‴| and by ε|φ|/h; |φ‴| ≤ 4 for all of these.
    #[test]
    fn derivatives_are_the_limits_of_central_differences() {
        let h = 1e-5;
        for entry in ALL {
            let f = entry.build(None).unwrap();
            for k in -12..=12 {
                let x = 0.5 * f64::from(k) + 0.1;
                let difference = (f.value(x + h) - f.value(x - h)) / (2.0 * h);
                let truncation = Tolerance::bound(h * h / 6.0 * 4.0);
                let rounding = Tolerance::rounding(16, (f.value(x).abs() + x.abs()) / h);
                let tolerance = truncation.plus(rounding);
                assert!(
                    tolerance.accepts(f.derivative(x), difference),
                    "{} at {x}",
                    f.label()
                );
            }
        }
    }

    #[test]
    fn values_and_derivatives_are_finite_far_out() {
        for entry in ALL {
            let f = entry.build(None).unwrap();
            for x in [-1e300, -1e4, -40.0, 0.0, 40.0, 1e4, 1e300] {
                assert!(
                    f.value(x).is_finite() && f.derivative(x).is_finite(),
                    "{} {x}",
                    f.label()
                );
            }
        }
    }

    #[test]
    fn saturation_is_what_the_textbooks_call_it() {
        let saturated = |spec: &str, a: f64| parse(spec).unwrap().is_saturated(a);
        assert!(saturated("tanh", -0.991) && !saturated("tanh", 0.989));
        assert!(saturated("sigmoid", 0.009) && saturated("sigmoid", 0.991));
        assert!(!saturated("sigmoid", 0.02) && !saturated("relu", 0.0));
        assert!(saturated("elu(2)", -1.99) && !saturated("elu(2)", -1.9));
        assert!(saturated("selu", -1.75) && !saturated("selu", -1.7));
    }

    #[test]
    fn saturation_probability_is_a_gaussian_tail() {
        // mpmath 1.3: erfc(atanh(0.99)/√(2·482.2)).
        let tanh = saturation_probability(&*parse("tanh").unwrap(), 0.99, 482.2).unwrap();
        assert!(
            tanh.contains(0.9040659215059853) && tanh.radius() < 1e-12,
            "{tanh:?}"
        );
        // P(σ > ½) = ½; P(|relu| > 0) = ½; P(softplus > 0) = 1.
        let of =
            |spec: &str, t: f64| saturation_probability(&*parse(spec).unwrap(), t, 3.0).unwrap();
        assert!(of("sigmoid", 0.5).contains(0.5) && of("relu", 0.0).contains(0.5));
        assert!(of("tanh", 1.5).contains(0.0) && of("tanh", -1.0).contains(1.0));
        let refused = saturation_probability(&*parse("gelu").unwrap(), 0.5, 1.0);
        assert_eq!(refused.unwrap_err().code(), "not-monotone");
    }

    #[test]
    fn every_entry_parses_by_its_name_and_by_its_label() {
        for entry in ALL {
            let f = parse(entry.name).unwrap();
            assert_eq!(f.name(), entry.name);
            assert_eq!(parse(&f.label()).unwrap().label(), f.label());
        }
    }

    #[test]
    fn specs_that_mean_nothing_are_refused_with_a_stable_code() {
        for (spec, code) in [
            ("thanh", "unknown-activation"),
            ("", "unknown-activation"),
            ("elu(", "malformed-activation"),
            ("elu(1", "malformed-activation"),
            ("elu()", "malformed-activation"),
            ("elu(x)", "malformed-activation"),
            ("elu(-1)", "activation-parameter"),
            ("leaky-relu(inf)", "activation-parameter"),
            ("tanh(2)", "activation-parameter"),
        ] {
            assert_eq!(parse(spec).unwrap_err().code(), code, "{spec}");
        }
    }
}
